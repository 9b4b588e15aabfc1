//! Speed and edit figures (`palimpsest bench …`).
//!
//! | File | What it holds |
//! |---|---|
//! | `word` | what can be measured |
//! | `speed` | settings, and all figures of a run |
//! | `samples` | seconds of several runs |
//! | `machine` | what the processor can do at best, and the peak of memory |
//! | `networks` | calls of the networks |
//! | `edits` | whole edits and live previews through the engine |
//! | `driver` | the engine as a window drives it |
//! | `psnr` | how near one picture is to another |
//! | `startup` | a fresh process of ourselves |

mod driver;
mod edits;
mod error;
mod machine;
mod networks;
mod samples;
mod speed;
mod startup;
mod word;

pub use error::{Error, Result};
pub use samples::Samples;
pub use speed::{Figure, Settings, Speed, Watch, speed};
pub use startup::load;
pub use word::Word;
