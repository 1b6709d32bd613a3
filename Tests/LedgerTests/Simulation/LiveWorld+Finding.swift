import APICore

@testable import Ledger

// What a look-up finds, and what is noted for it before anything is sent.
extension LiveWorld {
  /// What was known when a key was prepared.
  struct Beginning: Hashable {
    /// Effects that were to be seen.
    var stood: Set<Int> = []
    /// The attempt of each other key of which nothing can turn up any more.
    var bygones: [Int: Int] = [:]
  }

  /// Notes what stands there, and what it is of.
  mutating func noteWhatStands(_ key: Int) {
    beginnings[key] = Beginning()
    beginnings[key].stood = Set(effects.indices.filter { effects[$0].visibleFrom <= time })
    for (other, row) in rows.enumerated() where other != key {
      guard let row, LiveWaits.standard.isBygone(row, at: uptime) else { continue }
      beginnings[key].bygones[other] = row.attempt
    }
  }

  /// What a look-up of a key finds now.
  func finding(_ key: Int) -> LiveFinding {
    let look = rows[key]?.fingerprint
    let matches = effects.indices.filter {
      effects[$0].visibleFrom <= time
        && !beginnings[key].stood.contains($0)
        && (setup.isMarked ? effects[$0].key == key : effects[$0].look == look)
    }
    let others = rows.indices.filter { $0 != key }
    let rivals = others.compactMap { other in
      rows[other].flatMap { $0.attempt == beginnings[key].bygones[other] ? nil : $0 }
    }
    return .matches(
      matches.map(Self.name), claimed: Set(others.flatMap { rows[$0]?.results ?? [] }),
      isMarked: setup.isMarked,
      rivals: rivals.count { $0.mayHaveMadeMore && $0.fingerprint == look })
  }
}
