use super::super::text::parse;
use super::*;

fn all(text: &str) -> Vec<String> {
    let values = parse(text, false).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
    (0..values.count().unwrap()).map(|place| values.nth(place)).collect()
}

#[test]
fn texts_are_read_as_they_are_meant() {
    for (text, values) in [
        ("", vec![""]),
        ("a", vec!["a"]),
        ("a,b c,'d'", vec!["a", "b c", "'d'"]),
        (r"a\,b,c\\,d\e", vec!["a,b", r"c\", r"d\e"]),
        ("../data,a..b", vec!["../data", "a..b"]),
        ("1..2rc", vec!["1..2rc"]),
        ("1...5", vec!["1...5"]),
        ("2024-01-01..2024-02-01", vec!["2024-01-01..2024-02-01"]),
        ("log:file,1..", vec!["log:file", "1.."]),
        ("1..3", vec!["1", "2", "3"]),
        ("3..1", vec!["3", "2", "1"]),
        ("-1..1", vec!["-1", "0", "1"]),
        ("1..2,8,5..5", vec!["1", "2", "8", "5"]),
        ("0..10:4", vec!["0", "4", "8"]),
        ("0.1..0.35:0.1", vec!["0.1", "0.2", "0.3"]),
        ("1..0:0.5", vec!["1", "0.5", "0"]),
        ("1..0:-0.5", vec!["1", "0.5", "0"]),
        ("1e-5..3e-5:1e-5", vec!["1e-05", "2e-05", "3e-05"]),
        ("0.1..0.5/5", vec!["0.1", "0.2", "0.3", "0.4", "0.5"]),
        ("0..1/4", vec!["0", "0.3333333333333333", "0.6666666666666666", "1"]),
        ("-1..1/3", vec!["-1", "0", "1"]),
        ("1e-5..1e-1/2", vec!["1e-05", "0.1"]),
        ("log:1e-5..1e-1/5", vec!["1e-05", "0.0001", "0.001", "0.01", "0.1"]),
        ("log:1000..1/4", vec!["1000", "100", "10", "1"]),
        ("log:1..2/3", vec!["1", "1.41421356237", "2"]),
        ("log:1e-300..1e300/3", vec!["1e-300", "1", "1e300"]),
    ] {
        assert_eq!(all(text), values, "{text}");
    }
}

#[test]
fn mistakes_are_pointed_at() {
    for (text, marked) in [
        ("a,,b", ""),
        ("a,", ""),
        ("0.1..0.5", "0.1..0.5"),
        ("x,0.0..1.0", "0.0..1.0"),
        ("log:1..10", "log:1..10"),
        ("log:0..10/3", "log:0..10/3"),
        ("log:1..10:3", ":3"),
        ("1..10/1", "1"),
        ("1..10/", "/"),
        ("1..10/2.5", "2.5"),
        ("1..10/9999999", "9999999"),
        ("1..10:", ":"),
        ("1..10:0", "0"),
        ("1..10:-1", "-1"),
        ("1..10:2/3", "2/3"),
        ("1e-40..1/5", "1e-40..1/5"),
        ("0..1:1e-9", "0..1:1e-9"),
        ("1..2000000,5", "1..2000000,5"),
    ] {
        let fault = parse(text, false).unwrap_err();
        assert_eq!(&text[fault.span.clone()], marked, "{text}: {fault:?}");
    }
}

#[test]
fn what_is_printed_reads_as_itself() {
    for text in ["0.1..0.7:0.07", "-3e-7..2e9/13", "log:3e-9..7e12/17", "5..-5:3"] {
        for value in all(text) {
            assert_eq!(all(&value), std::slice::from_ref(&value));
            assert_eq!(all(&format!("{value}..{value}:1")).join("|"), value, "{text}");
        }
    }
}

#[test]
fn draws_stay_between_the_ends_and_are_what_they_were() {
    let drawn = |text: &str| -> Vec<String> {
        let values = parse(text, true).unwrap();
        let mut random = Random::of(7, "p");
        (0..4).map(|_| values.draw(&mut random)).collect()
    };
    let golden = [
        ("a,b,c", "c c c a"),
        ("1..6", "6 3 6 4"),
        ("0.0..1.0", "0.169406 0.153632 0.690334 0.924085"),
        ("1e-3..-1e-3", "-0.000724318 -0.000725602 -0.000384997 0.000920617"),
        ("log:1e-5..1e-1", "0.000593751 9.76076e-05 0.0209407 0.0170944"),
        ("log:16..1024", "101 45 505 461"),
        ("0..1/5", "1 0.25 0.25 0.25"),
        ("fixed", "fixed fixed fixed fixed"),
    ];
    for (text, values) in golden {
        assert_eq!(drawn(text).join(" "), values, "{text}");
    }
    for text in ["-0.5..0.5", "log:2..3", "log:1e-300..1e300", "10..20"] {
        let values = parse(text, true).unwrap();
        let (start, end) = text.trim_start_matches("log:").split_once("..").unwrap();
        let [start, end]: [f64; 2] = [start, end].map(|end| end.parse().unwrap());
        let mut random = Random::of(1, text);
        for _ in 0..1000 {
            let value: f64 = values.draw(&mut random).parse().unwrap();
            assert!((start..=end).contains(&value), "{text}: {value}");
        }
    }
}
