//! Arguments → recipe → engine → files.
use std::process::ExitCode;
/// Runs the program: exit 0 done, 1 our failure, 2 the caller's error, 130 after Ctrl-C.
pub fn main() -> ExitCode {
    todo!()
}
