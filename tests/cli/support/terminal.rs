use std::fs::File;
use std::io::Read as _;
use std::process::Stdio;

use super::{Call, status};

impl Call<'_> {
    /// Calls it with all three streams on a terminal of so many columns, and says what stands there then.
    pub(crate) fn on_terminal(self, columns: u16) -> String {
        let expected = self.status;
        let pty = nix::pty::openpty(None, None).unwrap();
        let end = || Stdio::from(pty.slave.try_clone().unwrap());
        let mut command = self.command();
        command
            .env("COLUMNS", columns.to_string())
            .env("TERM", "xterm")
            .stdin(end())
            .stdout(end())
            .stderr(end());
        let mut child = command.spawn().unwrap();
        drop(command);
        drop(pty.slave);
        let mut shown = Vec::new();
        // the read fails once the last writer is gone: that is how a terminal ends
        drop(File::from(pty.master).read_to_end(&mut shown));
        assert_eq!(status(child.wait().unwrap()), expected, "{self:?}");
        String::from_utf8(shown).unwrap().replace("\r\n", "\n")
    }
}
