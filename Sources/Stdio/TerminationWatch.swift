import Foundation

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Turns SIGTERM and SIGINT into bytes on a pipe that poll(2) can watch beside the input.
///
/// A signal handler could only set a global; here the signals are blocked in every thread and one
/// thread waits for them. What runs is finished and answered, within `graceSeconds`.
public struct TerminationWatch: Sendable {
  /// Becomes readable when the process is asked to end.
  public let descriptor: Int32

  /// 1 second: the official clients send SIGKILL 2 seconds after SIGTERM, and a process that ends
  /// itself before that ends in order.
  public static let defaultGraceSeconds: UInt32 = 1

  /// Blocks the signals in this thread, and so in all that it starts: call it in the main thread
  /// before anything else.
  ///
  /// - Parameter onOverdue: runs when the process still lives `graceSeconds` after the signal, e.g.
  ///   because a host neither reads nor closes its end; ends the process.
  /// - Throws: when the process is out of descriptors.
  public static func start(
    signals: [Int32] = [SIGTERM, SIGINT], graceSeconds: UInt32 = defaultGraceSeconds,
    onOverdue: @escaping @Sendable () -> Void = { _exit(0) }
  ) throws(StdioError) -> TerminationWatch {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      throw StdioError("no descriptor is left to watch for signals with: raise `ulimit -n`")
    }
    let (readEnd, writeEnd) = (ends[0], ends[1])
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let watched = set(of: signals)
    withUnsafePointer(to: watched) { _ = pthread_sigmask(SIG_BLOCK, $0, nil) }
    Thread.detachNewThread {
      wait(for: watched, telling: writeEnd, graceSeconds: graceSeconds)
      onOverdue()
    }
    return TerminationWatch(descriptor: readEnd)
  }

  static func set(of signals: [Int32]) -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in signals { sigaddset(&set, signal) }
    return set
  }

  /// Returns `graceSeconds` after the first of the signals came.
  static func wait(for signals: sigset_t, telling descriptor: Int32, graceSeconds: UInt32) {
    var signals = signals
    var received: Int32 = 0
    while sigwait(&signals, &received) != 0 {}
    var byte: UInt8 = 1
    _ = write(descriptor, &byte, 1)
    sleep(graceSeconds)
  }
}
