//! The schema, one step a version. `PRAGMA user_version` counts the steps taken.

use rusqlite::Connection;

use crate::{identity, utterances};

/// Marks a database as a collection: "sayo" as a number.
pub(crate) const APPLICATION: u32 = 0x7361_796f;

/// In order; step *n* leads from version *n* to *n* + 1.
const STEPS: [&str; 5] = [
    include_str!("../migrations/0001.sql"),
    include_str!("../migrations/0002.sql"),
    include_str!("../migrations/0003.sql"),
    include_str!("../migrations/0004.sql"),
    include_str!("../migrations/0005.sql"),
];

/// The version that this program reads and writes.
pub const VERSION: u32 = STEPS.len() as u32;

/// The version from which on names are compared over spellings.
const WITH_IDENTITY: u32 = 2;

/// The version from which on the keys of quotations are kept.
const WITH_KEYS: u32 = 5;

/// Brings the database to [`VERSION`], whole or not at all.
pub(crate) fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    // A table that others refer to can only be made anew where nobody looks; afterwards all is as it must be.
    connection.pragma_update(None, "foreign_keys", false)?;
    let done = take_steps(connection);
    connection.pragma_update(None, "foreign_keys", true)?;
    done
}

fn take_steps(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let version: u32 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    for step in STEPS.iter().skip(version as usize) {
        transaction.execute_batch(step)?;
    }
    if version < WITH_IDENTITY {
        identity::from_scratch(&transaction)?;
    }
    if version < WITH_KEYS {
        utterances::keep_keys(&transaction)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()
}
