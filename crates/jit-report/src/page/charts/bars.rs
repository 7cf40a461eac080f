use std::error::Error;
use std::ops::Range;

use plotters::coord::Shift;
use plotters::prelude::{
    ChartBuilder, Color as _, DrawingArea, IntoDrawingArea as _, IntoSegmentedCoord as _, RGBColor,
    Rectangle, SVGBackend, SegmentValue,
};
use plotters::style::IntoFont as _;

/// The width of a plot, in pixels.
const WIDTH: u32 = 1040;

/// Bars, each of one or more series on top of each other.
#[derive(Debug)]
pub(super) struct Bars {
    /// Names the plot in the page.
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    /// For those who do not see it.
    pub(super) about: String,
    pub(super) direction: Direction,
    /// What the numbers are: `hours` are given in seconds.
    pub(super) unit: &'static str,
    /// What each bar is called.
    pub(super) names: Vec<String>,
    pub(super) series: Vec<Series>,
}

/// Where bars grow to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Up,
    Right,
}

/// One part of each bar.
#[derive(Debug)]
pub(super) struct Series {
    pub(super) name: &'static str,
    pub(super) values: Vec<u64>,
    faint: bool,
}

impl Series {
    pub(super) fn new(name: &'static str, values: Vec<u64>) -> Self {
        Self {
            name,
            values,
            faint: false,
        }
    }

    /// What is not there, rather than what is.
    pub(super) fn faint(mut self) -> Self {
        self.faint = true;
        self
    }
}

/// The number of the faint colour of the style sheet.
const FAINT: u8 = 4;

impl Bars {
    /// Whether there is nothing to see.
    pub(super) fn is_empty(&self) -> bool {
        self.series
            .iter()
            .all(|series| series.values.iter().all(|value| *value == 0))
    }

    /// The series with the numbers of their colours in the style sheet.
    pub(super) fn keyed(&self) -> impl Iterator<Item = (u8, &Series)> {
        (1..).zip(&self.series).map(|(number, series)| {
            let number = if series.faint { FAINT } else { number };
            (number, series)
        })
    }

    /// The plot. It names itself and says what it shows.
    pub(super) fn svg(&self) -> String {
        let mut drawn = String::new();
        let size = (WIDTH, self.height());
        let area = SVGBackend::with_string(&mut drawn, size).into_drawing_area();
        let ended = match self.direction {
            Direction::Up => self.draw_up(&area),
            Direction::Right => self.draw_right(&area),
        };
        drop(area);
        // Drawing into a string does not fail; if it did, the figures stand below it.
        if ended.is_err() {
            return String::new();
        }
        let Some((_, inside)) = drawn.split_once('>') else {
            return String::new();
        };
        let (id, title, about) = (self.id, self.title, &self.about);
        let (width, height) = size;
        format!(
            "<svg viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
             role=\"img\" aria-labelledby=\"{id}-title {id}-about\">\n<title \
             id=\"{id}-title\">{title}</title>\n<desc id=\"{id}-about\">{about}</desc>{inside}"
        )
    }

    fn height(&self) -> u32 {
        match self.direction {
            Direction::Up => 300,
            Direction::Right => u32::try_from(self.names.len()).unwrap_or(u32::MAX) * 30 + 70,
        }
    }

    /// The length of the longest bar.
    fn longest(&self) -> u64 {
        let bar = |number| {
            let values = self
                .series
                .iter()
                .filter_map(|series| series.values.get(number));
            values.sum::<u64>()
        };
        (0..self.names.len()).map(bar).max().unwrap_or(0).max(1)
    }

    /// From where to where each part of a bar goes.
    fn parts(&self) -> Vec<(usize, Range<u64>, RGBColor)> {
        let mut parts = Vec::new();
        for number in 0..self.names.len() {
            let mut from = 0;
            for (key, series) in self.keyed() {
                let value = series.values.get(number).copied().unwrap_or(0);
                if value > 0 {
                    parts.push((number, from..from + value, RGBColor(0, 0, key)));
                }
                from += value;
            }
        }
        parts
    }

    fn name(&self, at: &SegmentValue<usize>) -> String {
        match at {
            SegmentValue::Exact(n) | SegmentValue::CenterOf(n) => {
                self.names.get(*n).cloned().unwrap_or_default()
            }
            SegmentValue::Last => String::new(),
        }
    }

    fn draw_up(&self, area: &Area<'_>) -> Result<(), Box<dyn Error>> {
        let (bars, top) = (self.names.len(), self.longest());
        // Both ends of a range of segments are in it.
        let last = bars.saturating_sub(1);
        let mut chart = ChartBuilder::on(area)
            .margin(10)
            .x_label_area_size(32)
            .y_label_area_size(56)
            .build_cartesian_2d((0..last).into_segmented(), 0..top + top.div_ceil(20))?;
        chart
            .configure_mesh()
            .disable_x_mesh()
            .light_line_style(LINE.mix(0.0))
            .bold_line_style(LINE)
            .axis_style(LINE)
            .label_style(("sans-serif", 15).into_font())
            .x_labels(bars.min(9))
            .y_labels(5)
            .x_label_formatter(&|at| self.name(at))
            .y_label_formatter(&u64::to_string)
            .y_desc(self.unit)
            .draw()?;
        chart.draw_series(self.parts().into_iter().map(|(number, part, color)| {
            let corners = [
                (SegmentValue::Exact(number), part.start),
                (SegmentValue::Exact(number + 1), part.end),
            ];
            let mut bar = Rectangle::new(corners, color.filled());
            let gap = if bars > 40 { 1 } else { 3 };
            bar.set_margin(0, 0, gap, gap);
            bar
        }))?;
        Ok(area.present()?)
    }

    fn draw_right(&self, area: &Area<'_>) -> Result<(), Box<dyn Error>> {
        let (bars, top) = (self.names.len(), self.longest());
        let last = bars.saturating_sub(1);
        let mut chart = ChartBuilder::on(area)
            .margin(10)
            .x_label_area_size(40)
            .y_label_area_size(320)
            .build_cartesian_2d(0.0..hours(top) * 1.02, (0..last).into_segmented())?;
        // The first bar is the topmost.
        let upside_down = |at: &SegmentValue<usize>| match at {
            SegmentValue::CenterOf(n) => self.name(&SegmentValue::CenterOf(last - (*n).min(last))),
            _ => String::new(),
        };
        chart
            .configure_mesh()
            .disable_y_mesh()
            .light_line_style(LINE.mix(0.0))
            .bold_line_style(LINE)
            .axis_style(LINE)
            .label_style(("sans-serif", 15).into_font())
            .y_labels(bars)
            .x_labels(6)
            .x_label_formatter(&|hours| hours.to_string())
            .y_label_formatter(&upside_down)
            .x_desc(self.unit)
            .draw()?;
        chart.draw_series(self.parts().into_iter().map(|(number, part, color)| {
            let row = last - number;
            let corners = [
                (hours(part.start), SegmentValue::Exact(row)),
                (hours(part.end), SegmentValue::Exact(row + 1)),
            ];
            let mut bar = Rectangle::new(corners, color.filled());
            bar.set_margin(5, 5, 0, 0);
            bar
        }))?;
        Ok(area.present()?)
    }
}

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// The colour of lines, for who has no style sheet.
const LINE: RGBColor = RGBColor(208, 215, 222);

/// Seconds in hours, exact for any time that people live to see.
#[expect(
    clippy::cast_precision_loss,
    reason = "a pixel is more than what is lost"
)]
fn hours(seconds: u64) -> f64 {
    seconds as f64 / 3600.0
}
