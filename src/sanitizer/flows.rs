//! Which flow an address belongs to, and what the sanitizers keep for each.
//!
//! Two tables, each in the order of addresses: stacks that something was made to run on,
//! and threads' own. The first comes first, for a program may have made such a stack
//! inside a thread's. A table's ranges do not overlap: whoever makes something on a stack
//! says that what was there is dead, and so is a thread whose stack is another's now.
//!
//! A flow that has ended, or was never seen to go on, is not known to have: so each tells
//! whether it **runs**. Who runs where a flow lies that does not, is somebody else: a
//! function whose frame has taken the place of a stack, for one.
//!
//! On a shared stack only the coroutine is told apart, by its control block; the stack
//! itself leads to the one that has it.

use super::{hooks, valgrind};
use crate::os::lock::{Held, Lock};
use crate::os::memory;
use crate::stack::slab;
use core::ffi::c_void;
use core::hint::black_box;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, AtomicUsize, Ordering::Relaxed};

/// Addresses from `low` up to `top`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    pub low: usize,
    pub top: usize,
}

impl Bounds {
    fn has(&self, address: usize) -> bool {
        self.low <= address && address < self.top
    }
}

/// What runs on a stack from its start to its end.
struct Flow {
    /// The addresses by which it is found.
    range: Bounds,
    /// Its stack.
    stack: Bounds,
    /// AddressSanitizer's fake stack of it, while it does not run.
    fake: *mut c_void,
    /// ThreadSanitizer's fiber; null: none yet.
    fiber: *mut c_void,
    /// Of a coroutine on a shared stack: that.
    shared: *mut Flow,
    /// Of a shared stack: the coroutine that has it.
    owner: *mut Flow,
    kind: Kind,
    runs: bool,
    /// LeakSanitizer looks for pointers in its stack.
    is_searched: bool,
    /// Valgrind's number.
    registered: valgrind::Registered,
}

/// Bytes of the block that a flow is in.
pub(crate) const BLOCK: usize = size_of::<Flow>();

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A context or a coroutine.
    Made,
    /// A thread on its own stack; or on a stack that we know nothing of.
    Thread,
    /// A stack that coroutines take turns on; not a flow.
    Shared,
}

/// Held for all that changes, with all signals blocked.
static LOCK: Lock = Lock::new();

/// Flows in the order of addresses.
struct Table {
    places: AtomicPtr<*mut Flow>,
    count: AtomicUsize,
    room: AtomicUsize,
}

impl Table {
    const fn new() -> Self {
        Self {
            places: AtomicPtr::new(null_mut()),
            count: AtomicUsize::new(0),
            room: AtomicUsize::new(0),
        }
    }

    fn at(&self, index: usize, _: &Held<'_>) -> Option<*mut Flow> {
        // SAFETY: as many places as `count` are filled.
        (index < self.count.load(Relaxed))
            .then(|| unsafe { self.places.load(Relaxed).add(index).read() })
    }

    /// How many flows' ranges end at an address or below it.
    fn below(&self, address: usize, held: &Held<'_>) -> usize {
        let (mut from, mut to) = (0, self.count.load(Relaxed));
        while from < to {
            let middle = from + (to - from) / 2;
            match self.at(middle, held) {
                // SAFETY: flows of a table are there.
                Some(flow) if unsafe { (*flow).range.top } <= address => from = middle + 1,
                _ => to = middle,
            }
        }
        from
    }

    fn find(&self, address: usize, held: &Held<'_>) -> Option<*mut Flow> {
        let flow = self.at(self.below(address, held), held)?;
        // SAFETY: as above.
        unsafe { (*flow).range.has(address) }.then_some(flow)
    }

    /// Whether there was the memory for it.
    fn insert(&self, flow: *mut Flow, held: &Held<'_>) -> bool {
        let count = self.count.load(Relaxed);
        if count == self.room.load(Relaxed) && !self.grow(count) {
            return false;
        }
        // SAFETY: a flow; there is room for one more.
        unsafe {
            let index = self.below((*flow).range.low, held);
            let places = self.places.load(Relaxed);
            for i in (index..count).rev() {
                places.add(i + 1).write(places.add(i).read());
            }
            places.add(index).write(flow);
        }
        self.count.store(count + 1, Relaxed);
        true
    }

    #[cold]
    fn grow(&self, count: usize) -> bool {
        let room = (2 * count).max(512);
        let Ok(new) = memory::map(room * size_of::<*mut Flow>(), 0) else {
            return false;
        };
        let old = self.places.load(Relaxed);
        for i in 0..count {
            // SAFETY: filled places of the old array, and the new one's.
            unsafe { (new as *mut *mut Flow).add(i).write(old.add(i).read()) };
        }
        self.places.store(new as *mut *mut Flow, Relaxed);
        self.room.store(room, Relaxed);
        if count != 0 {
            // SAFETY: the old array, which nobody looks at without the lock.
            let _ = unsafe { memory::unmap(old as usize, count * size_of::<*mut Flow>()) };
        }
        true
    }

    fn remove(&self, flow: *mut Flow, held: &Held<'_>) {
        let count = self.count.load(Relaxed);
        // SAFETY: a flow of this table.
        unsafe {
            let index = self.below((*flow).range.low, held);
            let places = self.places.load(Relaxed);
            for i in index + 1..count {
                places.add(i - 1).write(places.add(i).read());
            }
        }
        self.count.store(count - 1, Relaxed);
    }
}

static MADE: Table = Table::new();
static THREADS: Table = Table::new();

/// The flow that an address belongs to.
fn find(address: usize, held: &Held<'_>) -> Option<*mut Flow> {
    let flow = MADE
        .find(address, held)
        .or_else(|| THREADS.find(address, held))?;
    // SAFETY: flows of a table are there, and so are the owners of shared stacks.
    unsafe {
        if (*flow).kind == Kind::Shared {
            return (!(*flow).owner.is_null()).then_some((*flow).owner);
        }
    }
    Some(flow)
}

/// A new flow; None without memory for it.
fn add(kind: Kind, range: Bounds, stack: Bounds, held: &Held<'_>) -> Option<*mut Flow> {
    let table = if kind == Kind::Thread {
        &THREADS
    } else {
        &MADE
    };
    // What was there is gone.
    while let Some(old) = table.at(table.below(range.low, held), held) {
        // SAFETY: a flow of the table.
        if unsafe { (*old).range.low } >= range.top {
            break;
        }
        remove(old, held);
    }
    let (block, _) = slab::take(size_of::<Flow>()).ok()?;
    let flow = block as *mut Flow;
    // SAFETY: a block of that size.
    unsafe {
        flow.write(Flow {
            range,
            stack,
            fake: null_mut(),
            fiber: null_mut(),
            shared: null_mut(),
            owner: null_mut(),
            kind,
            runs: false,
            is_searched: false,
            registered: 0,
        });
        if !table.insert(flow, held) {
            slab::give_back(block, size_of::<Flow>());
            return None;
        }
    }
    Some(flow)
}

/// Takes a flow out, and what the sanitizers keep for it.
fn remove(flow: *mut Flow, held: &Held<'_>) {
    // SAFETY: a flow that is in its table.
    unsafe {
        let table = if (*flow).kind == Kind::Thread {
            &THREADS
        } else {
            &MADE
        };
        table.remove(flow, held);
        clear(flow);
        search(flow, false);
        register(flow, false);
        if let Some(shared) = (*flow).shared.as_mut()
            && shared.owner == flow
        {
            shared.owner = null_mut();
        }
        slab::give_back(flow as usize, size_of::<Flow>());
    }
}

/// Whether LeakSanitizer looks for pointers on a flow's stack, from now on.
///
/// # Safety
/// A flow.
unsafe fn search(flow: *mut Flow, wanted: bool) {
    // SAFETY: the caller's.
    unsafe {
        if wanted && !(*flow).is_searched && (*flow).range == (*flow).stack {
            (*flow).is_searched = hooks::search((*flow).stack);
        } else if !wanted && (*flow).is_searched {
            hooks::stop_searching((*flow).stack);
            (*flow).is_searched = false;
        }
    }
}

/// Whether valgrind knows of a flow's stack, from now on.
///
/// # Safety
/// A flow.
unsafe fn register(flow: *mut Flow, wanted: bool) {
    // SAFETY: the caller's.
    unsafe {
        let stack = (*flow).stack;
        if wanted && (*flow).registered == 0 && (*flow).range == stack {
            (*flow).registered = valgrind::register(stack.low, stack.top);
        } else if !wanted {
            valgrind::deregister((*flow).registered);
            (*flow).registered = 0;
        }
    }
}

/// What is kept for a flow that will not go on.
///
/// # Safety
/// A flow.
unsafe fn clear(flow: *mut Flow) {
    // SAFETY: the caller's: a flow.
    unsafe {
        if (*flow).kind == Kind::Made && !(*flow).runs {
            hooks::destroy_fiber((*flow).fiber);
            hooks::free_fake_stack((*flow).fake);
        }
        (*flow).fiber = null_mut();
        (*flow).fake = null_mut();
        (*flow).runs = false;
    }
}

/// A flow will start on `stack`; `shared`: an address of it, if others take turns there.
pub fn begin(range: Bounds, stack: Bounds, shared: Option<usize>) {
    let held = LOCK.hold();
    let known = MADE.find(range.low, &held);
    // SAFETY: flows of a table are there.
    unsafe {
        let flow = match known {
            Some(flow) if (*flow).range == range && (*flow).kind == Kind::Made => {
                clear(flow);
                Some(flow)
            }
            _ => add(Kind::Made, range, stack, &held),
        };
        let Some(flow) = flow else {
            return;
        };
        (*flow).stack = stack;
        (*flow).shared = shared
            .and_then(|address| MADE.find(address, &held))
            .unwrap_or(null_mut());
        register(flow, true);
        search(flow, true);
        hooks::acquire(range.low);
        if shared.is_none() {
            hooks::unpoison(stack.low, stack.top);
        }
    }
}

/// A stack that coroutines take turns on.
pub fn share(stack: Bounds) {
    if let Some(flow) = add(Kind::Shared, stack, stack, &LOCK.hold()) {
        // SAFETY: just made.
        unsafe {
            register(flow, true);
            search(flow, true);
        }
    }
}

/// Nothing runs there, nor will.
pub fn forget(address: usize) {
    let held = LOCK.hold();
    if let Some(flow) = MADE.find(address, &held) {
        // SAFETY: flows of a table are there.
        hooks::release(unsafe { (*flow).range.low });
        remove(flow, &held);
    }
}

/// Bytes above a stack pointer by which one is found that runs we know not where.
const NEAR: usize = 2048;

/// The flow that runs here.
fn running(here: usize, own: Option<Bounds>, held: &Held<'_>) -> Option<*mut Flow> {
    // SAFETY: flows of a table are there.
    unsafe {
        let mut found = find(here, held);
        if let Some(flow) = found
            && (*flow).kind == Kind::Made
            && !(*flow).runs
        {
            // A frame has taken its place.
            if (*flow).shared.is_null() {
                remove(flow, held);
            }
            found = find(here, held);
        }
        found.or_else(|| {
            let own = own.filter(|own| own.has(here));
            let stack = own.unwrap_or(Bounds {
                low: here,
                top: here + NEAR,
            });
            add(Kind::Thread, stack, stack, held)
        })
    }
}

/// Whether it is known who runs here.
fn is_running(here: usize) -> bool {
    // SAFETY: flows of a table are there, as long as the lock is held.
    find(here, &LOCK.hold())
        .is_some_and(|flow| unsafe { (*flow).runs || (*flow).kind == Kind::Thread })
}

/// The calling flow goes on in the one that `to` belongs to, and ends if it has `ended`.
pub fn leave(to: usize, ended: bool) {
    let local = 0_usize;
    let here = black_box(&raw const local) as usize;
    // The C library takes locks of its own for this.
    let own = if is_running(here) {
        None
    } else {
        hooks::thread_stack()
    };
    let held = LOCK.hold();
    let (Some(left), Some(entered)) = (running(here, own, &held), find(to, &held)) else {
        return;
    };
    // SAFETY: flows of a table are there.
    unsafe {
        if left == entered {
            // As longjmp(3): no more than the frames between are gone.
            hooks::unpoison(here, to);
            return;
        }
        (*left).fiber = hooks::current_fiber();
        (*left).runs = false;
        (*entered).runs = true;
        hooks::switch_fiber(&mut (*entered).fiber);
        let fake = core::mem::replace(&mut (*entered).fake, null_mut());
        let place = (!ended).then_some(&mut (*left).fake);
        hooks::switch_stack(place, (*entered).stack, fake);
        if let Some(shared) = (*entered).shared.as_mut() {
            shared.owner = entered;
        }
        if ended {
            if (*left).kind == Kind::Made {
                hooks::destroy_fiber((*left).fiber);
            }
            (*left).fiber = null_mut();
            (*left).fake = null_mut();
            search(left, false);
            register(left, false);
        }
    }
}
