import APICore

@testable import Ledger

// What the ledger promises, checked against what the service really did.
extension LiveWorld {
  mutating func violate(_ what: String) { violations.append(what) }

  /// Effects that the ledger answers for: not those that the network made by itself.
  func own(_ key: Int) -> [Int] {
    effects.indices.filter { effects[$0].key == key && !effects[$0].isTwin }
  }

  /// Whether all requests arrive when the waits count on it.
  var isTimely: Bool { setup.lateness <= 60_000 }

  /// A success that is told is an effect of this key with these arguments, and always the same one.
  mutating func tell(_ key: Int, _ call: LiveCall, _ remoteID: String?) {
    guard
      let effect = effects.indices.first(where: { Self.name($0) == remoteID }),
      effects[effect].key == key
    else { return violate("key \(key): told a success that is none of its effects") }
    if effects[effect].look != call.fingerprint {
      violate("key \(key): told the success of other arguments")
    }
    if let before = told[key], before != remoteID { violate("key \(key): told two results") }
    told[key] = remoteID
  }

  /// Nothing is sent that is not on disk, or is known to have happened.
  mutating func checkSend(_ key: Int, _ attempt: Int) {
    if attempt > dispatched[key] {
      violate("key \(key): attempt \(attempt) was sent before it was on disk")
    }
    if isProven[key] { violate("key \(key): sent again after its 2xx had arrived") }
  }

  /// Nothing is sent again that has been there to be seen for a while.
  mutating func checkResend(_ key: Int) {
    if !hasGlitched, own(key).contains(where: { effects[$0].visibleFrom + 40_000 < time }) {
      violate("key \(key): sent again although it was there to be seen")
    }
  }

  mutating func checkEffects(_ key: Int) {
    let mine = own(key)
    if Set(mine.map { effects[$0].look }).count > 1 {
      violate("key \(key): carried out with two different arguments")
    }
    if isTimely, mine.count > 1 { violate("key \(key): \(mine.count) effects") }
  }

  private static let transitions: [LiveState: Set<LiveState>] = [
    .released: [.prepared],
    .prepared: [.dispatched, .released],
    .dispatched: [.succeeded, .released, .unknown, .notApplied],
    .unknown: [.unknown, .succeeded, .notApplied, .needsReview],
    .notApplied: [.notApplied, .dispatched, .succeeded, .needsReview],
    .needsReview: [.succeeded, .abandoned],
    .abandoned: [.succeeded],
    .succeeded: [.succeeded],
  ]

  mutating func check(
    _ key: Int, from old: LiveOperation?, to new: LiveOperation, _ machine: LiveSubject
  ) {
    let isAllowed =
      if let old { Self.transitions[old.state]?.contains(new.state) == true } else {
        new.state == .prepared
      }
    if !isAllowed {
      violate("key \(key): from \(old?.state.rawValue ?? "nothing") to \(new.state)")
    }
    if new.epoch <= old?.epoch ?? 0 { violate("key \(key): the epoch did not rise") }
    if new.state == .released, !own(key).isEmpty || messages.contains(where: { $0.key == key }) {
      violate("key \(key): released although it happened or still may")
    }
    guard let remoteID = new.remoteID else { return }
    if rows.indices.contains(where: { $0 != key && rows[$0]?.remoteID == remoteID }) {
      violate("key \(key): its result is that of another key")
    }
  }

  /// When everything has come to rest.
  mutating func checkEnd() {
    for key in rows.indices {
      guard let row = rows[key] else {
        if !own(key).isEmpty { violate("key \(key): an effect and no row") }
        continue
      }
      switch row.state {
      case .succeeded:
        let known = row.results + row.candidates
        let unknown = own(key).filter { !known.contains(Self.name($0)) }
        // Where the network's twin was found first, it stands for the one that was meant.
        if unknown.count > effects.count(where: { $0.key == key && $0.isTwin }) {
          violate("key \(key): effects \(unknown) are not known to the ledger")
        }
      case .needsReview, .abandoned: break
      case .prepared, .dispatched, .released, .unknown, .notApplied:
        violate("key \(key): still \(row.state.rawValue) at the end")
      }
    }
  }
}
