import APICore
import Foundation
import JSON
import Testing

@Suite("The zones of a process and of a profile")
struct ZoneTests {
  private let system: TimeZone

  init() throws { system = try #require(TimeZone(identifier: "Asia/Kathmandu")) }

  private func process(_ text: String?) -> ProcessZone {
    ProcessZone(environment: text.map { ["TZ": $0] } ?? [:], system: system)
  }

  @Test(
    "TZ as POSIX has it: names, names after a colon, files of names, and fixed offsets",
    arguments: [
      ("America/New_York", -18_000), (":America/New_York", -18_000), ("US/Eastern", -18_000),
      ("/usr/share/zoneinfo/Europe/Berlin", 3_600), (":/var/db/zoneinfo/Europe/Berlin", 3_600),
      ("EST5EDT", -18_000), ("UTC", 0), ("Etc/GMT+5", -18_000),
      // Hours to add for the time of Greenwich.
      ("EST5", -18_000), ("UTC+3", -10_800), ("GMT-3", 10_800), ("<-03>3", -10_800),
      ("<+0545>-5:45", 20_700), ("UTC0", 0),
    ])
  func understood(text: String, seconds: Int) {
    let zone = process(text)
    let winter = Date(timeIntervalSince1970: 1_768_000_000)
    #expect(zone.timeZone.secondsFromGMT(for: winter) == seconds)
    #expect(zone.unusable == nil && zone.remark == nil)
    // A new store keeps it by its name.
    #expect(
      TimeZone(identifier: zone.timeZone.identifier)?.secondsFromGMT(for: winter) == seconds)
  }

  @Test(
    "What names no zone is said, and the system's is used",
    arguments: [
      "CET-1CEST", "EST5EDT,M3.2.0,M11.1.0", "Mars/Olympus", "UTC+25", "EST5:60", "/etc/passwd",
      ":",
    ])
  func notUnderstood(text: String) {
    let zone = process(text)
    #expect(zone.timeZone == system)
    #expect(
      zone.remark
        == "TZ says \"\(text)\", which names no zone of the time zone database; Asia/Kathmandu is "
        + "used, the zone of the system")
    let profile = ProfileZone(named: nil, process: zone)
    #expect(profile.remark?.hasSuffix("the zone of this computer (\(zone.remark ?? ""))") == true)
  }

  @Test("Unset, and set to nothing as hosts do it", arguments: [nil, ""] as [String?])
  func nothing(text: String?) {
    #expect(process(text) == ProcessZone(system))
  }

  @Test(
    "The profile's zone, in either spelling of the member",
    arguments: [
      (["timezone": "Europe/Berlin"], "Europe/Berlin", nil),
      (["timezeone": "Europe/Berlin"], "Europe/Berlin", nil),
      (["timezone": "", "timezeone": "Europe/Berlin"], "Europe/Berlin", nil),
      (["timezone": nil, "timezeone": "Europe/Berlin"], "Europe/Berlin", nil),
      (["timezone": nil], "Asia/Kathmandu", ""), (["timezone": ""], "Asia/Kathmandu", ""),
      ([:], "Asia/Kathmandu", ""), (["timezone": 1], "Asia/Kathmandu", ""),
      (["timezone": "Mars/Olympus"], "Asia/Kathmandu", "Mars/Olympus"),
    ] as [(JSONValue, String, String?)])
  func profile(user: JSONValue, zone: String, unusable: String?) {
    let profile = ProfileZone(ofUser: user, process: ProcessZone(system))
    #expect(profile.timeZone.identifier == zone)
    #expect(profile.unusable == unusable)
    #expect((profile.remark == nil) == (unusable == nil))
  }
}
