import APICore

/// How long to wait for what, on the way out of an unknown outcome.
public struct LiveWaits: Sendable, Hashable {
  /// The client gives a request up after this long (`settle` counts on it).
  public var deadline: Milliseconds
  /// After this long nothing that was sent can still take effect.
  public var settle: Milliseconds
  /// Two look-ups that are closer together than this see the same lag.
  public var betweenLookUps: Milliseconds
  /// How long a look-up that did not find it allows to send it again: what showed up since is not
  /// in it.
  public var freshness: Milliseconds
  /// A request that was presumed lost and was only late shows up within this time of the resend.
  public var sweep: Milliseconds
  /// When to ask again while another process is at it: longer than a request usually takes.
  public var inProgress: Milliseconds
  /// How long a call waits itself for the process that is at it.
  public var patience: Milliseconds
  /// How long after it began a call still begins to look something up.
  public var call: Milliseconds

  /// What the service and the hosts need.
  ///
  /// `settle` is the client's 30 s, a gateway that was seen to answer 504 after 60.9 s
  /// (https://github.com/AutoIDM/tap-clickup/issues/125), and 30 s for what is new to show up in
  /// lists. `call` leaves a look-up its time before a host gives the call up: the hosts that are
  /// made with MCP's TypeScript SDK do after 60 s.
  public static let standard = LiveWaits(
    deadline: 30_000, settle: 120_000, betweenLookUps: 30_000, freshness: 30_000, sweep: 600_000,
    inProgress: 2_000, patience: 10_000, call: 45_000)
}

extension LiveWaits {
  /// How long until the next look-up of an unknown outcome is worth its request: at once, after
  /// 30 s, and when everything has settled.
  func untilLookUp(_ operation: LiveOperation, at now: Milliseconds) -> Milliseconds {
    guard let first = operation.firstMiss, let last = operation.lastMiss, last <= now,
      first <= now, operation.settlesFrom <= now
    else { return 0 }
    let again = first + betweenLookUps
    let due = last < again ? again : operation.settlesFrom + settle
    return max(0, due - now)
  }

  /// How long until a write that was sent again is looked for duplicates; nil where it need not be.
  func untilSweep(_ operation: LiveOperation, at now: Milliseconds) -> Milliseconds? {
    guard operation.state == .succeeded, operation.resends > 0, !operation.isSwept else {
      return nil
    }
    guard operation.settlesFrom <= now else { return 0 }
    return max(0, operation.settlesFrom + sweep - now)
  }

  /// Whether whatever it made stands there by now, and shows: nothing of it turns up later.
  ///
  /// False where its instants are from before a restart of the host, and where it may be sent yet.
  func isBygone(_ operation: LiveOperation, at now: Milliseconds) -> Bool {
    guard operation.state != .dispatched, operation.settlesFrom <= now else { return false }
    return now - operation.settlesFrom >= sweep
  }

  /// Whether it was looked for so lately that it may be sent again, if that was after the host's
  /// last restart.
  func isFresh(_ operation: LiveOperation, at now: Milliseconds) -> Bool {
    guard let last = operation.lastMiss, last <= now else { return false }
    return now - last <= freshness
  }
}
