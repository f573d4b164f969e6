//! One-line messages to standard error, each a single write(2).

use crate::arch::{Current, Linux};
use core::mem::MaybeUninit;

/// Prints one line: the library's name, then `words` one after another.
pub fn print<'a>(words: impl IntoIterator<Item = &'a [u8]>) {
    let mut text = MaybeUninit::uninit();
    let mut line = Line::new(&mut text);
    line.add(b"fastctx: ");
    for word in words {
        line.add(word);
    }
    line.write();
}

/// A line being put together; what does not fit is cut.
struct Line<'a> {
    text: &'a mut Text,
    length: usize,
}

/// Apart from the rest: a structure with a part that is not initialized is copied
/// from a constant, which becomes a call of memset, and there is none.
type Text = MaybeUninit<[u8; 256]>;

impl<'a> Line<'a> {
    fn new(text: &'a mut Text) -> Self {
        Self { text, length: 0 }
    }

    fn add(&mut self, word: &[u8]) {
        // One byte stays free for the newline.
        let room = size_of::<Text>().saturating_sub(self.length + 1);
        for &byte in word.iter().take(room) {
            self.put(byte);
            self.length += 1;
        }
    }

    /// Behind what has been added.
    fn put(&mut self, byte: u8) {
        // SAFETY: `add` leaves one byte free.
        unsafe {
            self.text
                .as_mut_ptr()
                .cast::<u8>()
                .add(self.length)
                .write(byte)
        }
    }

    fn write(&mut self) {
        self.put(b'\n');
        // SAFETY: the buffer is ours and `length + 1` bytes of it are set.
        // Whether anybody reads it is not our concern.
        unsafe {
            Current::system_call(
                libc::SYS_write as usize,
                [2, self.text.as_ptr() as usize, self.length + 1, 0, 0, 0],
            )
        };
    }
}

/// A number as text.
pub struct Number {
    /// The digits are at its end.
    text: [u8; Self::ROOM],
    start: usize,
}

impl Number {
    /// 2^64 has 20 decimal digits; of hexadecimal ones there are 16, and the 0x.
    const ROOM: usize = 20;

    pub fn decimal(value: usize) -> Self {
        Self::by(10, value)
    }

    pub fn hexadecimal(value: usize) -> Self {
        let mut number = Self::by(16, value);
        number.prepend(b'x');
        number.prepend(b'0');
        number
    }

    fn by(base: usize, mut value: usize) -> Self {
        let mut number = Self {
            text: [0; Self::ROOM],
            start: Self::ROOM,
        };
        loop {
            let digit = (value % base) as u8;
            number.prepend(if digit < 10 {
                b'0' + digit
            } else {
                b'a' - 10 + digit
            });
            value /= base;
            if value == 0 {
                return number;
            }
        }
    }

    fn prepend(&mut self, letter: u8) {
        self.start = self.start.saturating_sub(1);
        if let Some(place) = self.text.get_mut(self.start) {
            *place = letter;
        }
    }

    pub fn text(&self) -> &[u8] {
        self.text.get(self.start..).unwrap_or(b"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_cut_with_room_for_the_newline() {
        let mut text = MaybeUninit::uninit();
        let mut line = Line::new(&mut text);
        line.add(b"ab");
        line.add(&[b'x'; 1000]);
        assert_eq!(line.length, 255);
        // SAFETY: the bytes up to `length` have been written.
        let text = unsafe { core::slice::from_raw_parts(line.text.as_ptr().cast::<u8>(), 4) };
        assert_eq!(text, b"abxx");
    }
    #[test]
    fn numbers_are_written_whole() {
        assert_eq!(Number::decimal(0).text(), b"0");
        assert_eq!(Number::decimal(65530).text(), b"65530");
        let most = usize::MAX;
        let (decimal, hexadecimal) = (std::format!("{most}"), std::format!("{most:#x}"));
        assert_eq!(Number::decimal(most).text(), decimal.as_bytes());
        assert_eq!(Number::hexadecimal(most).text(), hexadecimal.as_bytes());
    }
}
