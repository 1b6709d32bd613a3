import APICore

@testable import Ledger

// What the ledger promises, checked against what the service really did.
extension LiveWorld {
  /// What really happened to a key, in real time, whatever the ledger believes.
  struct Witness: Hashable {
    var told: String?
    /// Whether its 2xx arrived.
    var isProven = false
    /// Whether it was told although the disk was full.
    var isUnrecorded = false
    /// The newest attempt that was on disk as dispatched.
    var dispatched = 0
    /// Attempts that may have been sent, and were not refused.
    var unproven: Set<Int> = []
    var lastSent: Milliseconds?
    /// When the first and the last look-up began that did not find it since it was sent, and were
    /// stored.
    var firstMiss: Milliseconds?
    var lastMiss: Milliseconds?
  }

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
    // Of two that there are, where a request came too late, was not seen or came twice, one that
    // could not be recorded may have been told before.
    let hasTwin = effects.contains { $0.key == key && $0.isTwin }
    let mayDiffer = witnesses[key].isUnrecorded && (!isTimely || glitched > 0 || hasTwin)
    if let before = witnesses[key].told, before != remoteID, !mayDiffer {
      violate("key \(key): told two results")
    }
    witnesses[key].told = remoteID
  }

  /// Nothing is sent that is not on disk.
  mutating func checkSend(_ key: Int, _ attempt: Int) {
    if attempt > witnesses[key].dispatched {
      violate("key \(key): attempt \(attempt) was sent before it was on disk")
    }
  }

  /// Nothing is sent again without having been looked for lately, nor what was to be seen then.
  mutating func checkResend(_ key: Int) {
    let lastLook = time - LiveWaits.standard.freshness
    if witnesses[key].lastMiss ?? 0 < lastLook { violate("key \(key): sent again without a look") }
    if glitched == 0, own(key).contains(where: { effects[$0].visibleFrom < lastLook }) {
      violate("key \(key): sent again although it was there to be seen")
    }
  }

  /// It is presumed lost after two look-ups that are 30 s apart, and no sooner than 90 s after it
  /// was really sent: a gateway's 60 s, and 30 s to show up.
  private mutating func checkPresumption(_ key: Int) {
    let witness = witnesses[key]
    guard let first = witness.firstMiss, let last = witness.lastMiss,
      last - first >= LiveWaits.standard.betweenLookUps
    else { return violate("key \(key): presumed lost after one look-up") }
    if let sent = witness.lastSent,
      last < sent + LiveWaits.standard.settle - LiveWaits.standard.deadline
    {
      violate("key \(key): presumed lost too soon")
    }
  }

  /// Notes what a change of the row stands for.
  private mutating func witness(
    _ key: Int, from old: LiveOperation, to new: LiveOperation, lookedAt: Milliseconds?
  ) {
    let unsettled: [EntryState] = [.unknown, .notApplied]
    if new.state == .dispatched {
      witnesses[key].unproven.insert(new.attempt)
      witnesses[key].firstMiss = nil
      witnesses[key].lastMiss = nil
    }
    if unsettled.contains(old.state), unsettled.contains(new.state) {
      witnesses[key].firstMiss = witnesses[key].firstMiss ?? lookedAt
      witnesses[key].lastMiss = lookedAt
    }
  }

  mutating func checkEffects(_ key: Int) {
    let mine = own(key)
    if Set(mine.map { effects[$0].look }).count > 1 {
      violate("key \(key): carried out with two different arguments")
    }
    // A look-up that fails counts like one that was made in time.
    if isTimely, glitched == 0, mine.count > 1 { violate("key \(key): \(mine.count) effects") }
  }

  private static let transitions: [EntryState: Set<EntryState>] = [
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
    _ key: Int, from old: LiveOperation?, to new: LiveOperation, lookedAt: Milliseconds?
  ) {
    let isAllowed =
      if let old { Self.transitions[old.state]?.contains(new.state) == true } else {
        new.state == .prepared
      }
    if !isAllowed {
      violate("key \(key): from \(old?.state.rawValue ?? "nothing") to \(new.state)")
    }
    if new.epoch <= old?.epoch ?? 0 { violate("key \(key): the epoch did not rise") }
    if let old { witness(key, from: old, to: new, lookedAt: lookedAt) }
    if old?.state == .unknown, new.state == .notApplied { checkPresumption(key) }
    if new.state == .released, !own(key).isEmpty || !witnesses[key].unproven.isEmpty {
      violate("key \(key): released although it happened or still may")
    }
    if new.state == .dispatched, witnesses[key].isProven {
      violate("key \(key): sent again after its 2xx had arrived")
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
