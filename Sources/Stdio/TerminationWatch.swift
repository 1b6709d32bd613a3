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

  /// 5 seconds: the clients' own patience (2 s until SIGTERM's successor SIGKILL) is shorter, so this
  /// only ends a process that nobody waits for any more and that cannot get rid of its answers.
  public static let defaultGraceSeconds: UInt32 = 5

  /// Blocks the signals in this thread, and so in all that it starts: call it in the main thread
  /// before anything else.
  ///
  /// - Parameter onOverdue: runs when the process still lives `graceSeconds` after the signal, e.g.
  ///   because a host neither reads nor closes its end; ends the process.
  /// - Throws: when the process is out of descriptors.
  public static func start(
    signals: [Int32] = [SIGTERM, SIGINT], graceSeconds: UInt32 = defaultGraceSeconds,
    onOverdue: @escaping @Sendable () -> Void = { exit(0) }
  ) throws(StdioError) -> TerminationWatch {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      throw StdioError("no descriptor is left to watch for signals with: raise `ulimit -n`")
    }
    let (readEnd, writeEnd) = (ends[0], ends[1])
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var watched = sigset_t()
    sigemptyset(&watched)
    for signal in signals { sigaddset(&watched, signal) }
    pthread_sigmask(SIG_BLOCK, &watched, nil)
    let set = watched
    Thread.detachNewThread {
      var set = set
      var received: Int32 = 0
      while sigwait(&set, &received) != 0 {}
      var byte: UInt8 = 1
      _ = write(writeEnd, &byte, 1)
      sleep(graceSeconds)
      onOverdue()
    }
    return TerminationWatch(descriptor: readEnd)
  }
}
