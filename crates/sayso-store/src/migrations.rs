//! The schema, one step a version. `PRAGMA user_version` counts the steps taken.

use rusqlite::Connection;

/// Marks a database as a collection: "sayo" as a number.
pub(crate) const APPLICATION: u32 = 0x7361_796f;

/// In order; step *n* leads from version *n* to *n* + 1.
const STEPS: [&str; 2] = [include_str!("../migrations/0001.sql"), include_str!("../migrations/0003.sql")];

/// The version that this program reads and writes.
pub const VERSION: u32 = STEPS.len() as u32;

/// Brings the database to [`VERSION`], whole or not at all.
pub(crate) fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let version: u32 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    for step in STEPS.iter().skip(version as usize) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()
}
