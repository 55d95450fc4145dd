use resvg::tiny_skia::Pixmap;
use resvg::usvg::roxmltree;

use super::{Look, Size, png, svg, text};
use crate::model::{Metric, RunId};
use crate::view::{Plot, PlotOptions, Series, XAxis};

const PAGE: Size = Size { width: 80, height: 20 };
const PIXELS: Size = Size {
    width: 800,
    height: 400,
};
const BRAILLE: Look = Look {
    ascii: false,
    color: false,
};
const ASCII: Look = Look {
    ascii: true,
    color: false,
};

fn series(run: u8, name: &str, value: impl Fn(f64) -> f64) -> Series {
    let point = |step: i32| Metric {
        timestamp: 1_760_000_000_000 + 1000 * i128::from(step),
        value: value(f64::from(step)),
        step: i128::from(step),
        dataset: None,
    };
    Series {
        run_id: RunId::parse(&format!("{run:02x}5a1c{:026}", 1)).unwrap(),
        run_name: Some(name.to_owned()),
        key: "loss".to_owned(),
        points: (0..=100).map(point).collect(),
    }
}

/// Two that cross, one of them with a gap and an infinity.
fn two() -> [Series; 2] {
    let falls = series(1, "손실 줄이기 🚀", |step| 2.0 / (1.0 + step / 10.0));
    let rises = series(2, "ada", |step| match step {
        40.0..60.0 => f64::NAN,
        80.0 => f64::INFINITY,
        step => step / 60.0,
    });
    [falls, rises]
}

fn draw(series: &[Series], options: PlotOptions, look: Look) -> String {
    text::draw(&Plot::new(series, &options), PAGE, look).join("\n") + "\n"
}

fn log() -> PlotOptions {
    PlotOptions {
        log: true,
        ..PlotOptions::default()
    }
}

#[test]
fn in_braille() {
    assert_eq!(
        draw(&two(), PlotOptions::default(), BRAILLE),
        "\
loss
2.0 ┤⢇
    │⠸⡀
    │ ⢱                                                                      ⣀⡠b
    │  a                                                               ⣀⡠⠤⠒⠊⠉
1.5 ┤  ⠈⢆                                                        ⢀⡠⠤⠒⠊b
    │   ⠈⠢⡀                                                ⣀⡠⠤⠒⠊⠁
    │     ⠑⢄                                         ⣀⡠⠤⠒⠊⠉
1.0 ┤      ⠈⠢⡀                                   ⠠⠒⠊b
    │        ⠈⠑⠤⡀
    │           ⠈⠑⠤⣀⡀
    │               ⠈⠒⠢⠤⣀a⡀ ⢀⣀⠤⠔⠒⠉b
0.5 ┤                 ⢀⣀⠤⠔⠚⠉⠓⠒⠤⠤⠤⣀⣀⣀
    │           b⣀⠤⠔⠒⠉⠁             ⠉⠉⠉⠉⠒⠒⠒a⠤⠤⠤⠤⠤⢄⣀⣀⣀⣀⣀⣀
    │     ⢀⣀⠤⠔⠒⠉⠁                                       ⠉⠉⠉⠉⠉a⠉⠉⠉⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠤a
0.0 ┤⣀⠤⠔⠒⠉⠁
    └┬──────┬───────┬──────┬───────┬──────┬──────┬───────┬──────┬───────┬──────┬
     0     10      20     30      40     50     60      70     80      90    100
                                        step
 a 손실 줄이기 🚀 015a1c00  0.18182    b ada 025a1c00              1.6667
"
    );
}

#[test]
fn in_ascii_and_logarithmic() {
    assert_eq!(
        draw(&two(), log(), ASCII),
        "\
loss
    |aa
    | aaaa                                                bbbbbb bbbbbbbbbbbbbbb
  1 +     aaaaaa                                 bbbbbbbbbb
    |          aaaaaaaa         bbb
    |                  abbbbbbbbb
    |              bbbbbb       aaaaaaaaaaaaaaa
    |          bbbb                           aaaaaaaaaaaaaaaaaaaaa
    |       bbb                                                   aaaaaaaaaaaaaa
    |     bbb
0.1 +    b
    |   b
    |  b
    | b
    | b
    | b
    ++------+-------+------+-------+------+------+-------+------+-------+------+
     0     10      20     30      40     50     60      70     80      90    100
                                        step
 a 손실 줄이기 🚀 015a1c00  0.18182    b ada 025a1c00              1.6667
"
    );
}

#[test]
fn with_colour_the_letters_are_not_needed() {
    let look = Look {
        ascii: false,
        color: true,
    };
    let drawn = draw(&two(), PlotOptions::default(), look);
    let frame: String = drawn.lines().skip(1).take(15).collect();
    assert!(!frame.contains(['a', 'b']), "{drawn}");
    assert!(
        drawn.contains("\x1b[36m⠤⠤\x1b[0m 손실") && drawn.contains("\x1b[33m⠤⠤\x1b[0m ada"),
        "{drawn}"
    );
}

#[test]
fn few_values_and_none() {
    let one = series(1, "one", |step| if step == 50.0 { 3.0 } else { f64::NAN });
    let drawn = draw(&[one], PlotOptions::default(), BRAILLE);
    let blocks = drawn.matches(|c: char| ('\u{2801}'..'\u{28ff}').contains(&c)).count();
    assert_eq!(blocks, 3, "one dot, two in the legend\n{drawn}");
    let none = draw(&[series(1, "none", |_| -1.0)], log(), BRAILLE);
    assert!(none.contains("nothing to draw"), "{none}");
    for width in 0..40 {
        let size = Size { width, height: 0 };
        let lines = text::draw(&Plot::new(&two(), &log()), size, BRAILLE);
        let widest = lines
            .iter()
            .map(|line| unicode_width::UnicodeWidthStr::width(&**line))
            .max();
        assert!(widest <= Some(width.max(20)), "{width}: {lines:#?}");
        assert!(svg(&Plot::new(&two(), &log()), size).ends_with("</svg>\n"));
    }
}

#[test]
fn a_name_cannot_break_out_of_the_svg() {
    let hostile = "</text><script>alert('x')</script> & \"q\" ]]> \u{1b}[31m \0 \u{ffff} \n";
    let drawn = svg(
        &Plot::new(&[series(1, hostile, |x| x), two()[1].clone()], &log()),
        PIXELS,
    );
    let document = roxmltree::Document::parse(&drawn).unwrap();
    let known = ["svg", "title", "rect", "text", "tspan", "path", "circle"];
    let elements = || document.descendants().filter(roxmltree::Node::is_element);
    assert!(
        elements().all(|element| known.contains(&element.tag_name().name())),
        "{drawn}"
    );
    let label = elements()
        .filter_map(|element| element.text())
        .find(|text| text.starts_with("</text><script>"));
    assert!(label.is_some_and(|label| label.ends_with("015a1c00")), "{drawn}");
    let curves = elements().filter(|element| element.attribute("stroke-linejoin").is_some());
    let gaps: Vec<usize> = curves
        .map(|curve| curve.attribute("d").unwrap().matches('M').count() - 1)
        .collect();
    assert_eq!(gaps, [0, 2], "the zero at the beginning is no gap between values");
}

#[test]
fn many_values_draw_few_lines() {
    let mut long = series(1, "long", |x| x);
    let point = long.points[0].clone();
    long.points = (0..100_000)
        .map(|step| Metric {
            step,
            value: (step % 1000) as f64,
            ..point.clone()
        })
        .collect();
    let drawn = svg(&Plot::new(&[long], &PlotOptions::default()), PIXELS);
    assert!(drawn.len() < 100_000, "{}", drawn.len());
    let top = text::draw(&Plot::new(&two(), &log()), PAGE, BRAILLE);
    assert_eq!(top.len(), PAGE.height);
}

#[test]
fn a_png_has_curves_and_letters() {
    let plot = Plot::new(&two(), &PlotOptions::default());
    let bytes = png(&svg(&plot, PIXELS)).unwrap();
    let pixels = Pixmap::decode_png(&bytes).unwrap();
    assert_eq!((pixels.width(), pixels.height()), (800, 400));
    let count = |wanted: fn(u8, u8, u8) -> bool, rows: std::ops::Range<usize>| {
        let rows = pixels.pixels()[rows.start * 800..rows.end * 800].iter();
        rows.filter(|pixel| wanted(pixel.red(), pixel.green(), pixel.blue()))
            .count()
    };
    let blue = count(|r, g, b| (r, g, b) == (0x1f, 0x77, 0xb4), 40..320);
    let orange = count(|r, g, b| (r, g, b) == (0xff, 0x7f, 0x0e), 40..320);
    assert!(blue > 300 && orange > 300, "{blue} {orange}");
    let title = count(|r, g, b| r < 0x80 && g < 0x80 && b < 0x80, 10..36);
    assert!(title > 20, "{title}");
    assert!(png("<svg").is_err());
}

#[test]
fn extremes_are_drawn_too() {
    let tiny = f64::from_bits(1);
    let near = 1e9 + f64::EPSILON * 1e9;
    for values in [
        [f64::MAX, -f64::MAX],
        [tiny, 2.0 * tiny],
        [tiny, f64::MAX],
        [1e9, near],
        [-0.0, 0.0],
    ] {
        for (step, timestamp) in [
            (i128::MAX, i128::MAX),
            (i128::MIN, i128::MIN),
            (1, 0),
            (i128::from(i64::MAX), 1),
        ] {
            let mut one = series(1, "", |step| values[step as usize % 2]);
            one.points.truncate(3);
            one.points[1].step = step;
            one.points[2].timestamp = timestamp;
            for axis in [XAxis::Step, XAxis::Time, XAxis::Relative] {
                for log in [true, false] {
                    let plot = Plot::new(std::slice::from_ref(&one), &PlotOptions { axis, log, smooth: 0.5 });
                    let lines = text::draw(&plot, PAGE, ASCII);
                    assert!(
                        lines.len() <= PAGE.height && lines.iter().all(|line| line.len() <= 80),
                        "{lines:#?}"
                    );
                    let drawn = svg(&plot, PIXELS);
                    assert!(
                        !drawn.contains("NaN") && !drawn.contains("inf"),
                        "{values:?} {plot:?} {drawn}"
                    );
                }
            }
        }
    }
}
