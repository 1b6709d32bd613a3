import APICore

@testable import Ledger

/// How one random history goes about: which kinds of moves it likes.
///
/// Drawn for each seed. What leads into the rare corners is mostly one thing that is slow while
/// another is quick: a network that keeps a request while agents ask again and again, a process
/// that stands still while time passes. Equal odds for all moves hardly ever come there.
struct LiveHabits {
  private enum Kind: Int, CaseIterable {
    case call, run, deliver, answer, advance, otherwise, timeOut, deliverLate
    case death, loss, refusal, jump, lag, glitch, disk
  }

  private let weights: [Int]
  private let durations: [Milliseconds]
  /// How far a write has to be before the network drops a request that nobody waits for.
  private enum Patience: CaseIterable { case nothing, presumption, resend }

  private let patience: Patience
  /// Whether agents ask again when they were told to.
  private let isPunctual: Bool

  /// About the waits of the machine, a little less and a little more.
  private static let durations: [Milliseconds] = [
    500, 5_000, 15_000, 29_000, 31_000, 31_000, 50_000, 65_000, 125_000, 601_000,
  ]

  init(_ dice: inout Dice) {
    weights = Kind.allCases.map { kind in
      // Trouble is for the while between, or it is over before anything was begun.
      let isTrouble = kind.rawValue >= Kind.deliverLate.rawValue
      // Most steps take no time that a wait would notice.
      return isTrouble || kind == .advance ? dice.pick([0, 2, 8, 32]) : dice.pick([8, 32, 128])
    }
    durations = (0..<3).map { _ in dice.pick(Self.durations) }
    patience = dice.pick(Patience.allCases)
    isPunctual = !dice.isOne(in: 3)
  }

  func next(in world: LiveWorld, _ dice: inout Dice) -> LiveMove {
    var moves = world.moves() + world.faults()
    moves.append(.advance(duration(in: world, &dice)))
    let calls = moves.count { if case .call = $0 { true } else { false } }
    let odds = moves.map { self.odds(of: $0, in: world, calls: calls) }
    var left = dice.roll(odds.reduce(0, +))
    for (move, odds) in zip(moves, odds) {
      left -= odds
      if left < 0 { return move }
    }
    return moves[0]
  }

  private func odds(of move: LiveMove, in world: LiveWorld, calls: Int) -> Int {
    switch move {
    // Calls of settled keys lead nowhere: they are as likely together as another move is alone.
    case .call: max(1, weight(.call) / calls)
    case .deliver(let index, lag: 0) where !world.isAwaited(world.messages[index]):
      lets(world.messages[index], in: world) ? weight(.deliverLate) : 0
    // What is misread after them is the time of a look-up.
    case .jump where world.isWaiting: 8 * weight(.jump)
    case .restart where world.rows.contains { $0?.state == .notApplied }: 64 * weight(.death)
    case .advance: max(1, weight(.advance))
    default: weight(kind(of: move))
    }
  }

  private func lets(_ message: LiveWorld.Message, in world: LiveWorld) -> Bool {
    let row = world.rows[message.key]
    return switch patience {
    case .nothing: true
    case .presumption: row?.state != .dispatched && row?.state != .unknown
    case .resend: row?.attempt ?? 0 > message.attempt
    }
  }

  private func duration(in world: LiveWorld, _ dice: inout Dice) -> Milliseconds {
    guard isPunctual, !dice.isOne(in: 4) else { return dice.pick(durations) }
    let waits = world.rows.compactMap { row -> Milliseconds? in
      guard let row, row.state == .unknown else { return nil }
      return LiveWaits.standard.untilLookUp(row, at: world.uptime)
    }
    return waits.filter { $0 > 0 }.min() ?? dice.pick(durations)
  }

  private func weight(_ kind: Kind) -> Int { weights[kind.rawValue] }

  private func kind(of move: LiveMove) -> Kind {
    switch move {
    case .call: .call
    case .run: .run
    case .deliver(_, let lag): lag > 0 ? .lag : .deliver
    case .answer: .answer
    case .timeOut: .timeOut
    case .advance: .advance
    case .record, .sweep, .review: .otherwise
    case .crash, .losePower, .restart, .loseLock: .death
    case .loseRequest, .loseAnswer, .answerUnclearly, .deliverTwice: .loss
    case .refuse, .withdraw: .refusal
    case .jump: .jump
    case .glitch: .glitch
    case .fillDisk, .freeDisk, .prune: .disk
    }
  }
}
