#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Why the process cannot speak over its standard streams.
public struct StdioError: Error, Sendable, Equatable {
  /// What happened and what to do; no full stop at the end.
  public let message: String

  public init(_ message: String) { self.message = message }

  /// - Parameter stream: "input" or "output".
  public init(isClosed stream: String) {
    message = "standard \(stream) is closed: start `taskledger` with stdin and stdout connected"
  }
}

/// The process's standard input and output, taken for the protocol alone.
public struct StandardStreams: Sendable {
  /// Where lines come from.
  public let input: Int32
  /// Where lines go: a private copy of what descriptor 1 was at start.
  public let output: Int32

  /// Moves the protocol's output away from descriptor 1 and points that at stderr, so that a stray
  /// `print`, here or in a library, cannot break the protocol.
  ///
  /// - Throws: when standard output is closed.
  public static func claim(
    input: Int32 = STDIN_FILENO, shared: Int32 = STDOUT_FILENO, errors: Int32 = STDERR_FILENO
  ) throws(StdioError) -> StandardStreams {
    // From 3 up: 0, 1 and 2 keep their meaning even where the host closed one of them.
    let output = fcntl(shared, F_DUPFD_CLOEXEC, 3)
    guard output >= 0 else {
      throw StdioError(isClosed: "output")
    }
    if dup2(errors, shared) < 0 { discardOutput(to: [shared, errors]) }
    return StandardStreams(input: input, output: output)
  }

  /// Makes a write to a reader that went away fail with EPIPE; the default kills the process.
  public static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }

  /// Puts /dev/null where the process was started without a standard stream, since the next file
  /// that is opened would get its number: a store as standard output, a pipe of our own as input.
  ///
  /// - Returns: the descriptors among 0, 1 and 2 that were closed.
  /// - Throws: where there is no /dev/null.
  public static func fill() throws(StdioError) -> Set<Int32> {
    var filled: Set<Int32> = []
    for number in STDIN_FILENO...STDERR_FILENO where fcntl(number, F_GETFD) < 0 {
      // The lowest number that is free is this one.
      guard open("/dev/null", O_RDWR) == number else {
        throw StdioError(
          "a standard stream is closed, and /dev/null, which would stand in for it, cannot be "
            + "opened: start `taskledger` with stdin, stdout and stderr connected")
      }
      filled.insert(number)
    }
    return filled
  }

  /// Writes text to standard output.
  ///
  /// - Returns: nil when all was taken, else the errno that ended it (EPIPE: the reader is gone).
  public static func write(_ text: String, to descriptor: Int32 = STDOUT_FILENO) -> Int32? {
    Descriptor(number: descriptor).write(Array(text.utf8))
  }

  /// Writes text to standard error. What nobody takes is lost, and nothing else happens: a host
  /// that closes its end, or never reads, has no use for it.
  public static func tell(_ text: String, on descriptor: Int32 = STDERR_FILENO) {
    // A second: whoever reads at all has read by then.
    Descriptor(number: descriptor).offer(Array(text.utf8), patience: 1_000)
  }

  /// stderr is closed: what would have gone there goes nowhere, and not into a file that is opened
  /// later and happens to get its number.
  private static func discardOutput(to descriptors: [Int32]) {
    let null = open("/dev/null", O_WRONLY)
    if null < 0 { return }
    for descriptor in descriptors { dup2(null, descriptor) }
    if !descriptors.contains(null) { close(null) }
  }
}
