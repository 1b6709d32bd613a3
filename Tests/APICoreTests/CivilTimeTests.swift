import APICore
import Foundation
import Testing

@Suite("Wall clocks of all zones, against the files of the time zone database")
struct CivilTimeTests {
  static let folder = "/usr/share/zoneinfo"
  static let isThere = FileManager.default.fileExists(atPath: folder + "/Europe/Berlin")

  @Test(
    "The first of two, forward over a gap, and the first instant of each day",
    .enabled(if: isThere, "this machine keeps no time zone database in /usr/share/zoneinfo"))
  func allZones() throws {
    var (zones, gaps, repeats, different) = (0, 0, 0, Set<String>())
    for (name, oracle) in try TZif.all(in: Self.folder) {
      guard let zone = TimeZone(identifier: name) else { continue }
      zones += 1
      for index in oracle.transitions.indices {
        let (at, offset) = oracle.transitions[index]
        // Dates that agents may write begin in 1973; files go on to 2037.
        guard at > 100_000_000, at < 2_140_000_000 else { continue }
        let before = oracle.offset(at: at - 1)
        guard before != offset else { continue }
        // Another edition of the database than the one that Foundation reads tells nothing.
        let around = [at - 57_600, at - 1, at, at + 57_600]
        guard around.allSatisfy({ oracle.agrees(with: zone, at: $0) }) else {
          different.insert(name)
          continue
        }
        if before < offset { gaps += 1 } else { repeats += 1 }
        for local in Self.localTimes(around: at, before, offset) {
          let civil = CivilTime(Milliseconds(local * 1000), in: .gmt)
          let expected = oracle.first(local)
          let placed = civil.placed(in: zone)
          #expect(
            placed.instant.rawValue == expected.instant * 1000
              && placed.occurrence == expected.occurrence,
            "\(name) \(civil.dateText) \(civil.timeText)")
          #expect(
            civil.startOfDay(in: zone).rawValue == oracle.startOfDay(local) * 1000,
            "\(name) \(civil.dateText)")
        }
      }
    }
    // Editions differ in a few zones at most, and the world has had many changes of the clock.
    #expect(different.count * 10 < zones, "\(different.sorted())")
    #expect(zones > 300 && gaps > 5_000 && repeats > 5_000, "\(zones) \(gaps) \(repeats)")
  }

  /// Around both ends of what is left out or repeated, inside of it, and the days beside.
  private static func localTimes(around at: Int64, _ before: Int64, _ after: Int64) -> [Int64] {
    let ends = [at + before, at + after]
    let inside = (ends[0] + ends[1]) / 2
    let near = ends.flatMap { end in [-86_400, -3600, -1, 0, 1, 3600, 86_400].map { end + $0 } }
    return near + [inside, inside - inside % 86_400, inside - inside % 86_400 + 43_200]
  }

  @Test(
    "Midnight in zones whose clock jumps over it, noon of a day that was left out",
    arguments: [
      ("America/New_York", "2027-03-14T02:30", 1_805_009_400, .never),
      ("America/New_York", "2027-11-07T01:30", 1_825_565_400, .twice),
      ("Europe/Berlin", "2026-03-29T02:30", 1_774_747_800, .never),
      ("Europe/Berlin", "2026-10-25T02:30", 1_792_888_200, .twice),
      ("America/Sao_Paulo", "2018-11-04T00:00", 1_541_300_400, .never),
      ("Africa/Cairo", "2026-04-24T00:00", 1_776_981_600, .never),
      ("Pacific/Apia", "2011-12-30T12:00", 1_325_282_400, .never),
      ("Australia/Lord_Howe", "2026-04-05T01:45", 1_775_313_900, .twice),
    ] as [(String, String, Int64, CivilTime.Occurrence)])
  func known(
    zone: String, text: String, instant: Int64, occurrence: CivilTime.Occurrence
  ) throws {
    let parts = text.split { !$0.isNumber }.compactMap { Int($0) }
    let civil = CivilTime(
      year: parts[0], month: parts[1], day: parts[2], hour: parts[3], minute: parts[4])
    let placed = civil.placed(in: try #require(TimeZone(identifier: zone)))
    #expect(placed.instant.rawValue == instant * 1000)
    #expect(placed.occurrence == occurrence)
  }
}

/// The changes of one zone's clock, as its file lists them: RFC 8536.
struct TZif {
  /// From `at` on (Unix seconds), clocks are `offset` seconds east of Greenwich.
  let transitions: [(at: Int64, offset: Int64)]
  private let earliest: Int64

  static func all(in folder: String) throws -> [(String, TZif)] {
    try FileManager.default.subpathsOfDirectory(atPath: folder).sorted().compactMap { name in
      // The same zones again, by other counts of seconds or another name.
      guard !["posix/", "right/"].contains(where: name.hasPrefix),
        let bytes = FileManager.default.contents(atPath: "\(folder)/\(name)"),
        let zone = TZif([UInt8](bytes))
      else { return nil }
      return (name, zone)
    }
  }

  init?(_ bytes: [UInt8]) {
    guard bytes.count > 44, bytes.starts(with: Array("TZif".utf8)), bytes[4] >= UInt8(ascii: "2")
    else { return nil }
    func number(_ at: Int, _ size: Int) -> Int64 {
      let bits = bytes[at..<at + size].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return size == 4 ? Int64(Int32(truncatingIfNeeded: bits)) : Int64(bitPattern: bits)
    }
    func counts(_ header: Int) -> [Int] { (0..<6).map { Int(number(header + 20 + 4 * $0, 4)) } }
    // isutcnt, isstdcnt, leapcnt, timecnt, typecnt, charcnt: first of the old block, of 32 bits.
    let old = counts(0)
    let header = [(3, 5), (4, 6), (5, 1), (2, 8), (1, 1), (0, 1)].reduce(44) { sum, part in
      sum + old[part.0] * part.1
    }
    let count = counts(header)
    let (times, kinds) = (header + 44, header + 44 + count[3] * 8)
    let types = kinds + count[3]
    func offset(_ kind: Int) -> Int64 { number(types + 6 * kind, 4) }
    guard count[4] > 0 else { return nil }
    earliest = offset(0)
    transitions = (0..<count[3]).map {
      (number(times + 8 * $0, 8), offset(Int(bytes[kinds + $0])))
    }
  }

  func offset(at instant: Int64) -> Int64 {
    transitions.last { $0.at <= instant }?.offset ?? earliest
  }

  func agrees(with zone: TimeZone, at instant: Int64) -> Bool {
    let date = Date(timeIntervalSince1970: Double(instant))
    return Int64(zone.secondsFromGMT(for: date)) == offset(at: instant)
  }

  /// By trying every span of time in which one offset holds.
  func first(_ local: Int64) -> (instant: Int64, occurrence: CivilTime.Occurrence) {
    let near = spans(near: local)
    let found = near.map { ($0.range, local - $0.offset) }.filter { $0.0.contains($0.1) }.map(\.1)
    if let first = found.first { return (first, found.count > 1 ? .twice : .once) }
    // Left out: what the clock would have shown, had it not been put forward.
    let instant = zip(near, near.dropFirst()).first { earlier, later in
      local - earlier.offset >= earlier.range.upperBound
        && local - later.offset < later.range.lowerBound
    }.map { local - $0.0.offset }
    return (instant ?? .min, .never)
  }

  /// The first instant whose clock shows that day or, if there is none, a later one.
  func startOfDay(_ local: Int64) -> Int64 {
    let day = local - ((local % 86_400) + 86_400) % 86_400
    return spans(near: day).compactMap { span in
      let instant = max(span.range.lowerBound, day - span.offset)
      return span.range.contains(instant) ? instant : nil
    }.first ?? .min
  }

  private func spans(near local: Int64) -> [(range: Range<Int64>, offset: Int64)] {
    let all = [(at: Int64.min, offset: earliest)] + transitions
    let last = all.lastIndex { $0.at <= local + 100_000 } ?? 0
    let first = all.lastIndex { $0.at <= local - 100_000 } ?? 0
    return (first...last).map { index in
      (all[index].at..<(index + 1 < all.count ? all[index + 1].at : .max), all[index].offset)
    }
  }
}
