//! The command `retold`.

fn main() -> std::process::ExitCode {
    retold_cli::run()
}
