#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Lines in, lines out, over two descriptors, on the calling thread.
public struct StdioTransport: Sendable {
  /// Why the conversation ended.
  public enum Ending: Sendable, Equatable {
    /// The client closed its end.
    case endOfInput
    /// The process was asked to end (SIGTERM, SIGINT).
    case terminated
    /// Nobody reads the answers any more.
    case outputClosed
    /// write(2) failed otherwise, e.g. since a disk is full.
    case outputFailed(errno: Int32)
    /// read(2) failed for good.
    case inputFailed(errno: Int32)

    /// As logs say it: a description made by reflection takes as long as many answers.
    public var name: String {
      switch self {
      case .endOfInput: "endOfInput"
      case .terminated: "terminated"
      case .outputClosed: "outputClosed"
      case .outputFailed: "outputFailed"
      case .inputFailed: "inputFailed"
      }
    }
  }

  /// Also for what is written between answers, e.g. progress.
  public let writer: LineWriter
  private let input: Int32
  private let termination: Int32?
  private let lineLimitBytes: Int

  /// - Parameter termination: becomes readable when the process is asked to end.
  public init(
    input: Int32, writer: LineWriter, termination: Int32? = nil,
    lineLimitBytes: Int = LineFramer.defaultLimitBytes
  ) {
    self.input = input
    self.writer = writer
    self.termination = termination
    self.lineLimitBytes = lineLimitBytes
  }

  /// Serves until the input ends, the output closes or the process is asked to end.
  ///
  /// - Parameter answer: given all lines that one read completed, together; what it returns is
  ///   written together before anything else is read. So nothing runs and no answer is held back
  ///   when this returns.
  /// - Parameter afterwards: runs when the answers of a group are written, off their path.
  public func run(
    answering answer: ([Frame]) -> [[UInt8]], afterwards: () -> Void = {}
  ) -> Ending {
    var framer = LineFramer(limitBytes: lineLimitBytes)
    var buffer = [UInt8](repeating: 0, count: Self.readBytes)
    while true {
      if isAskedToEnd() { return .terminated }
      let count = buffer.withUnsafeMutableBytes { read(input, $0.baseAddress, $0.count) }
      if count > 0 {
        let frames = framer.feed(buffer[..<count])
        guard !frames.isEmpty else { continue }
        guard writer.write(answer(frames)) else { return outputEnding }
        afterwards()
      } else if count == 0 {
        guard let last = framer.finish() else { return .endOfInput }
        return writer.write(answer([last])) ? .endOfInput : outputEnding
      } else if errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK {
        return .inputFailed(errno: errno)
      }
    }
  }

  private var outputEnding: Ending {
    switch writer.failure {
    case nil, EPIPE?: .outputClosed
    case let failure?: .outputFailed(errno: failure)
    }
  }

  /// 64 KiB is what a pipe holds on Linux: one read empties it, so that requests which wait
  /// together are served as one group.
  private static let readBytes = 1 << 16

  /// Waits until there is something to read, or the process is asked to end.
  ///
  /// What poll(2) says of the input is not looked at: end and error too are what the read finds,
  /// and macOS cannot poll every device.
  private func isAskedToEnd() -> Bool {
    var watched = [pollfd(fd: input, events: Int16(POLLIN), revents: 0)]
    if let termination {
      watched.append(pollfd(fd: termination, events: Int16(POLLIN), revents: 0))
    }
    while poll(&watched, nfds_t(watched.count), -1) < 0 && errno == EINTR {}
    return watched.count > 1 && watched[1].revents != 0
  }
}
