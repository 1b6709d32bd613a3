#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// How long the host has been up, sleep included: a clock that nobody can set, which all processes
/// of the host share.
///
/// After a restart of the host it begins again.
public struct UptimeClock: Clock {
  public init() {}

  public func now() -> Milliseconds {
    var time = timespec()
    #if canImport(Darwin)
      // Darwin's monotonic clock goes on while the machine sleeps, unlike Linux's.
      clock_gettime(CLOCK_MONOTONIC, &time)
    #else
      clock_gettime(CLOCK_BOOTTIME, &time)
    #endif
    return Milliseconds(Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
  }
}
