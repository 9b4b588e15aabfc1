//! One panel a file. A panel reads the app and sends commands; the draft is the only thing that it writes itself.

mod beginnings;
pub mod candidates;
mod card;
mod colour;
mod crop;
pub mod difference;
pub mod empty;
pub mod film;
mod frame;
pub mod layers;
pub mod method;
pub mod options;
pub mod prompt;
pub mod rail;
pub mod round_trip;
pub mod sampling;
pub mod selection;
pub mod side;
pub mod status;
pub mod top_bar;
mod transform;
pub mod way;
pub mod words;
