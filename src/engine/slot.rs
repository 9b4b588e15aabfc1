//! A mailbox of one: put replaces what waits.
/// See the module.
#[derive(Debug)]
pub struct Slot<T>(std::sync::Mutex<Option<T>>);
impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self(std::sync::Mutex::new(None))
    }
}
