//! Where each word of a prompt looks: a map a word, step by step.

use super::align::{Phrase, occurrences, words};
use super::{Error, Heat, Result, View};
use crate::raster::{Extent, Mask, Rect};

/// How much more than on average a word has to look at a place to be told there.
const MORE: f32 = 1.2;

/// Maps of all words of a prompt, from one look at a run.
#[derive(Clone, Debug, PartialEq)]
pub struct WordMaps {
    phrase: Phrase,
    /// How many steps were looked at.
    pub steps: usize,
    /// Columns and rows of a map.
    pub grid: Extent,
    /// By step, token, row, column.
    cells: Vec<f32>,
    view: View,
    /// Calls of the noise predictor behind it.
    pub unet_calls: usize,
}

impl WordMaps {
    pub(super) fn new(
        phrase: Phrase,
        steps: usize,
        grid: Extent,
        cells: Vec<f32>,
        view: View,
        unet_calls: usize,
    ) -> Self {
        Self { phrase, steps, grid, cells, view, unet_calls }
    }

    /// The prompt.
    pub fn prompt(&self) -> &str {
        &self.phrase.text
    }

    /// Its words, in order.
    pub fn words(&self) -> Vec<&str> {
        words(&self.phrase.text).into_iter().map(|span| &self.phrase.text[span]).collect()
    }

    /// Where a word (or several in a row) looks at one step (0 is the noisiest), or on average; the hottest place is 1.
    pub fn heat(&self, word: &str, step: Option<usize>) -> Result<Heat> {
        self.seen(word, step, &self.view)
    }

    fn seen(&self, word: &str, step: Option<usize>, view: &View) -> Result<Heat> {
        let invalid = |field: &str, reason: String| Error::Invalid { field: field.into(), reason };
        if occurrences(&self.phrase.text, word).is_empty() {
            return Err(invalid("word", format!("the prompt has no such word; got \"{word}\"")));
        }
        let tokens = self.phrase.find(word);
        if tokens.is_empty() {
            return Err(invalid(
                "word",
                format!("it stands behind what the model reads of the prompt; got \"{word}\""),
            ));
        }
        if let Some(step) = step.filter(|&step| step >= self.steps) {
            let steps = self.steps;
            return Err(invalid("step", format!("this run has {steps} steps, counted from 0; {step} was asked for")));
        }
        let steps = step.map_or(0..self.steps, |step| step..step + 1);
        let mut sum = vec![0.0_f32; self.grid.area() as usize];
        for at in steps.flat_map(|step| tokens.iter().map(move |&token| (step, token))) {
            sum.iter_mut().zip(self.map(at)).for_each(|(sum, value)| *sum += value);
        }
        let hottest = sum.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
        for value in &mut sum {
            *value /= hottest;
        }
        Heat::new(sum, self.grid, view, self.unet_calls)
    }

    /// The same at the size at which the model saw the picture, 0…255, and where in the picture: small, to be shown.
    pub fn small(&self, word: &str, step: Option<usize>) -> Result<(Mask, Rect)> {
        let view = View { rect: self.view.inner.rect(), ..self.view };
        Ok((self.seen(word, step, &view)?.plane().clone(), self.view.rect))
    }

    /// The words that look at a pixel of the picture more than at others, at one step or on average: those first that do so
    /// the most. None outside of what the model saw.
    pub fn here(&self, x: u32, y: u32, step: Option<usize>) -> Vec<&str> {
        let View { rect, inner, padded } = self.view;
        if !rect.contains(Rect::new(x, y, 1, 1)) || step.is_some_and(|step| step >= self.steps) {
            return Vec::new();
        }
        // From the picture to what was seen of it, and from there to the grid, which covers the mirrored margin too.
        let cell = |at: u32, side: u32, inner: u32, padded: u32, cells: u32| {
            let seen = f64::from(at) / f64::from(side) * f64::from(inner);
            ((seen / f64::from(padded) * f64::from(cells)) as usize).min(cells.saturating_sub(1) as usize)
        };
        let row = cell(y - rect.y, rect.height, inner.height, padded.height, self.grid.height);
        let column = cell(x - rect.x, rect.width, inner.width, padded.width, self.grid.width);
        let at = row * self.grid.width as usize + column;
        let steps = step.map_or(0..self.steps, |step| step..step + 1);
        let mut found: Vec<(&str, f32)> = Vec::new();
        for span in words(&self.phrase.text) {
            let (word, tokens) = (&self.phrase.text[span.clone()], self.phrase.within(&span));
            if found.iter().any(|(known, _)| *known == word) {
                continue;
            }
            let (mut here, mut all) = (0.0, 0.0);
            for map in steps.clone().flat_map(|step| tokens.iter().map(move |&token| self.map((step, token)))) {
                here += map[at];
                all += map.iter().sum::<f32>() / map.len() as f32;
            }
            if all > 0.0 && here > MORE * all {
                found.push((word, here / all));
            }
        }
        found.sort_by(|a, b| b.1.total_cmp(&a.1));
        found.into_iter().map(|(word, _)| word).collect()
    }

    /// The share of attention that a word draws at one step or on average over steps: the mean over pixels.
    pub fn share(&self, word: &str) -> f64 {
        let tokens = self.phrase.find(word);
        let maps = (0..self.steps).flat_map(|step| tokens.iter().map(move |&token| (step, token)));
        let sum: f64 = maps.flat_map(|at| self.map(at)).map(|&value| f64::from(value)).sum();
        sum / (self.steps.max(1) as f64 * self.grid.area().max(1) as f64)
    }

    fn map(&self, (step, token): (usize, usize)) -> &[f32] {
        let area = self.grid.area() as usize;
        let from = (step * self.phrase.tokens.length + token) * area;
        &self.cells[from..from + area]
    }
}
