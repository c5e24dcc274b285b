//! Work on many items at once; results come in the order of the items, in bounded memory.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// How much is under way at once.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Worker threads, at least one.
    pub threads: usize,
    /// Items taken and not yet consumed.
    pub items: usize,
    /// Sum of the weights of these items; one item may exceed it alone.
    pub weight: usize,
}

impl Limits {
    /// The usual limits for `threads` threads (0: all cores), where the weight is in bytes.
    #[must_use]
    pub fn for_threads(threads: usize) -> Self {
        let cores = || thread::available_parallelism().map_or(1, usize::from);
        let threads = if threads == 0 { cores() } else { threads };
        Self { threads, items: threads * ITEMS_PER_THREAD, weight: BYTES_UNDER_WAY }
    }
}

/// Bytes under way at once, beside the item that is drawn whatever its size.
const BYTES_UNDER_WAY: usize = 16 << 20;

/// Items under way for each thread: enough that short ones need not wait for a long one.
const ITEMS_PER_THREAD: usize = 4;

/// What the consumer of [`map`] is told.
pub enum Event<R> {
    /// The next result, in the order of the items.
    Result(R),
    /// Nothing is ready: the moment to look whether the user wants to stop.
    Idle,
}

/// How long the consumer waits before it is told [`Event::Idle`].
const PATIENCE: Duration = Duration::from_millis(100);

/// Stack of a worker: a reader of deeply nested markup needs more than the usual 2 MiB.
const STACK: usize = 16 << 20;

/// Applies `work` to every item on several threads and hands the results to `consume`, on the
/// calling thread and in the order of `items`, whatever the order in which they were ready.
///
/// Items are drawn one at a time, as room for them arises, so `items` may be a lazy reader of
/// files. Stops drawing as soon as `consume` breaks.
pub fn map<T, R>(
    items: impl Iterator<Item = T> + Send,
    weigh: impl Fn(&T) -> usize + Sync,
    work: impl Fn(T) -> R + Sync,
    limits: Limits,
    consume: impl FnMut(Event<R>) -> ControlFlow<()>,
) where
    R: Send,
{
    let gate = Gate::new(limits);
    let feed = Mutex::new(items.enumerate());
    let (sender, receiver) = channel();
    let labour = |sender: Sender<Done<R>>| {
        while let Some((index, weight, item)) = draw(&feed, &gate, &weigh) {
            if sender.send(Done { index, weight, result: work(item) }).is_err() {
                return;
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..limits.threads.max(1) {
            let (sender, labour) = (sender.clone(), &labour);
            thread::Builder::new()
                .stack_size(STACK)
                .spawn_scoped(scope, move || labour(sender))
                .expect("the system gives a thread");
        }
        drop(sender);
        deliver(&receiver, &gate, consume);
        gate.close();
    });
}

struct Done<R> {
    index: usize,
    weight: usize,
    result: R,
}

/// The next item with its index and weight, once there is room for it; `None` at the end.
fn draw<T>(
    feed: &Mutex<impl Iterator<Item = (usize, T)>>,
    gate: &Gate,
    weigh: impl Fn(&T) -> usize,
) -> Option<(usize, usize, T)> {
    let mut feed = lock(feed);
    if !gate.wait() {
        return None;
    }
    let (index, item) = feed.next()?;
    let weight = weigh(&item);
    gate.admit(weight);
    Some((index, weight, item))
}

/// Hands results on in order until they end or `consume` breaks.
fn deliver<R>(
    receiver: &Receiver<Done<R>>,
    gate: &Gate,
    mut consume: impl FnMut(Event<R>) -> ControlFlow<()>,
) {
    let mut early = BTreeMap::new();
    let mut due = 0;
    loop {
        let event = receiver.recv_timeout(PATIENCE);
        match event {
            Ok(done) => drop(early.insert(done.index, done)),
            Err(RecvTimeoutError::Timeout) if consume(Event::Idle).is_break() => return,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        while let Some(done) = early.remove(&due) {
            due += 1;
            if consume(Event::Result(done.result)).is_break() {
                return;
            }
            gate.release(done.weight);
        }
    }
}

/// Lets items in while there is room.
struct Gate {
    limits: Limits,
    load: Mutex<Load>,
    changed: Condvar,
}

#[derive(Default)]
struct Load {
    items: usize,
    weight: usize,
    closed: bool,
}

impl Gate {
    fn new(limits: Limits) -> Self {
        Self { limits, load: Mutex::default(), changed: Condvar::new() }
    }

    /// Waits for room; false once closed.
    fn wait(&self) -> bool {
        let full = |load: &mut Load| {
            let room = load.items < self.limits.items && load.weight < self.limits.weight;
            !load.closed && load.items > 0 && !room
        };
        let load = self.changed.wait_while(lock(&self.load), full);
        !load.unwrap_or_else(PoisonError::into_inner).closed
    }

    fn admit(&self, weight: usize) {
        let mut load = lock(&self.load);
        load.items += 1;
        load.weight += weight;
    }

    fn release(&self, weight: usize) {
        let mut load = lock(&self.load);
        load.items -= 1;
        load.weight -= weight;
        self.changed.notify_all();
    }

    fn close(&self) {
        lock(&self.load).closed = true;
        self.changed.notify_all();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn collect(count: usize, limits: Limits, weight: usize) -> Vec<usize> {
        let mut seen = Vec::new();
        let spin = |n: usize| {
            // Later items are ready sooner, so that the order has to be restored.
            thread::sleep(Duration::from_micros((count - n) as u64 * 10));
            n
        };
        map(
            0..count,
            |_| weight,
            spin,
            limits,
            |event| {
                if let Event::Result(n) = event {
                    seen.push(n);
                }
                ControlFlow::Continue(())
            },
        );
        seen
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn results_keep_the_order_of_the_items(
            count in 0_usize..40, threads in 0_usize..6, items in 0_usize..9, weight in 0_usize..9,
        ) {
            let limits = Limits { threads, items, weight: 16 };
            prop_assert_eq!(collect(count, limits, weight), (0..count).collect::<Vec<_>>());
        }
    }

    #[test]
    fn no_more_items_are_drawn_than_may_be_under_way() {
        let (drawn, mut eaten) = (AtomicUsize::new(0), 0);
        let items = (0..100).inspect(|_| _ = drawn.fetch_add(1, Ordering::SeqCst));
        let limits = Limits { threads: 4, items: 5, weight: usize::MAX };
        map(
            items,
            |_| 0,
            |n| n,
            limits,
            |event| {
                if let Event::Result(_) = event {
                    assert!(drawn.load(Ordering::SeqCst) <= eaten + 5);
                    eaten += 1;
                }
                ControlFlow::Continue(())
            },
        );
        assert_eq!(eaten, 100);
    }

    #[test]
    fn an_item_heavier_than_the_limit_still_passes() {
        let limits = Limits { threads: 2, items: 4, weight: 10 };
        assert_eq!(collect(3, limits, 1000), [0, 1, 2]);
    }

    #[test]
    fn breaking_ends_an_endless_feed() {
        let limits = Limits { threads: 3, items: 8, weight: 100 };
        let mut last = 0;
        map(
            0..,
            |_| 1,
            |n: usize| n,
            limits,
            |event| match event {
                Event::Result(20) => ControlFlow::Break(()),
                Event::Result(n) => {
                    last = n;
                    ControlFlow::Continue(())
                }
                Event::Idle => ControlFlow::Continue(()),
            },
        );
        assert_eq!(last, 19);
    }
}
