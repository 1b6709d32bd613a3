import Foundation
import JSON
import LoopbackClickUp
import Testing

/// The zone of the real process, by its `TZ`.
@Suite struct ZoneProcessTests {
  /// What a new store makes of a wall time.
  private func made(_ text: String, zone: String?, isUnusable: Bool = false) throws
    -> JSONValue
  {
    let folder = try TemporaryDirectory()
    let made = try CommandLineTests.run(
      "--store", folder.store, "--json", "call", "create_task", "list_id=Inbox", "name=x",
      "due_date=\(text)", environment: zone.map { ["TZ": $0] } ?? [:])
    #expect(made.status == 0 && made.errors.isEmpty == !isUnusable, "\(made.errors)")
    return try JSONValue.parse(made.output)
  }

  @Test(
    arguments: [
      ("America/New_York", "2027-03-14T02:30", "2027-03-14T03:30:00-04:00", "does not exist"),
      (":America/New_York", "2027-11-07T01:30", "2027-11-07T01:30:00-04:00", "comes twice"),
      (
        "/usr/share/zoneinfo/America/New_York", "2027-03-14T02:30", "2027-03-14T03:30:00-04:00",
        "does not exist"
      ),
      ("EST5EDT", "2027-03-14T02:30", "2027-03-14T03:30:00-04:00", "does not exist"),
      ("Europe/Berlin", "2027-03-28T02:30", "2027-03-28T03:30:00+02:00", "does not exist"),
      ("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-05T01:45:00+11:00", "comes twice"),
      ("Pacific/Apia", "2027-03-14T02:30", "2027-03-14T02:30:00+13:00", nil),
      ("Asia/Kathmandu", "2027-03-14T02:30", "2027-03-14T02:30:00+05:45", nil),
      // Three hours to add for the time of Greenwich.
      ("UTC+3", "2027-03-14T02:30", "2027-03-14T02:30:00-03:00", nil),
      ("<+0330>-3:30", "2027-03-14T02:30", "2027-03-14T02:30:00+03:30", nil),
      ("UTC", "2027-03-14T02:30", "2027-03-14T02:30:00Z", nil),
    ] as [(String, String, String, String?)])
  func aNewStoreHasTheZoneOfItsProcess(
    zone: String, written: String, shown: String, says: String?
  ) throws {
    let task = try made(written, zone: zone)
    #expect(task["due_date"]?.string == shown)
    let notice = task["notice"]?.string
    #expect(says.map { notice?.contains($0) == true } ?? (notice == nil), "\(notice ?? "")")
  }

  @Test(arguments: ["Mars/Olympus", "CET-1CEST", "america/new_york", "EST5EDT,M3.2.0,M11.1.0"])
  func aZoneThatIsNotUnderstoodIsSaidAtTheStartAndByDoctor(zone: String) throws {
    let wall = "2027-03-14T02:30"
    let usual = try made(wall, zone: "")["due_date"]
    #expect(try made(wall, zone: zone, isUnusable: true)["due_date"] == usual)
    let folder = try TemporaryDirectory()
    let doctor = try CommandLineTests.run(
      "--store", folder.store, "doctor", environment: ["TZ": zone])
    #expect(doctor.status == 0)
    let words = "TZ says \"\(zone)\", which names no zone of the time zone database"
    #expect(doctor.output.contains("note  TZ"), "\(doctor.output)")
    #expect(doctor.output.contains(words), "\(doctor.output)")
    for command in [["call", "get_workspace"], ["import", "/nowhere.json"]] {
      let ended = try CommandLineTests.run(
        ["--store", folder.store] + command, environment: ["TZ": zone])
      #expect(ended.errors.hasPrefix("taskledger: \(words)"), "\(ended.errors)")
      #expect(!ended.output.contains("TZ says"))
    }
    let served = try StreamTests.run(
      ["--store", folder.store], "", input: LifeCycleTests.ping + "\n", environment: ["TZ": zone])
    #expect(served.output == StreamTests.pong)
    #expect(served.errors.hasPrefix("level=warning event=time_zone reason=\"TZ says "))
  }

  /// Of the service's profile, on the real binary: null, not known here.
  @Test(arguments: ["", "Mars/Olympus"])
  func aProfileWithoutAZoneHasThatOfTheProcess(profile: String) throws {
    let server = try ClickUpServer(owner: .init(name: "Jane Doe", timeZone: profile))
    defer { server.stop() }
    let folder = try TemporaryDirectory()
    let arguments = [
      "--backend", "clickup", "--store", folder.store, "--clickup-url", server.address,
    ]
    let environment = LiveProcess.environment.merging(["TZ": "America/New_York"]) { $1 }
    let process = try ServerProcess(arguments, environment: environment)
    let made = try process.result(
      "create_task",
      [
        "list_id": "Inbox", "name": "x", "due_date": "2027-03-14T02:30",
        "idempotency_key": "in-new-york",
      ])
    #expect(made["due_date"] == "2027-03-14T03:30:00-04:00")
    let notice = made["notice"]?.string ?? ""
    #expect(notice.contains("America/New_York, the zone of this computer"), "\(notice)")
    #expect(notice.contains("does not exist in America/New_York"), "\(notice)")
    #expect(try process.finish() == 0)
    let doctor = try CommandLineTests.run(arguments + ["doctor"], environment: environment)
    #expect(doctor.status == 0)
    #expect(doctor.output.contains("note  time zone"), "\(doctor.output)")
    // Where that of the process is none either, it is said once.
    let lost = try CommandLineTests.run(
      arguments + ["doctor"], environment: environment.merging(["TZ": "Moon/Sea"]) { $1 })
    #expect(lost.output.split(separator: "TZ says \"Moon/Sea\"").count == 2, "\(lost.output)")
    #expect(lost.output.contains("note  time zone"), "\(lost.output)")
  }

  /// The profile in the store is the person's, wherever the next process runs.
  @Test func theProfileWinsOverTheProcess() throws {
    let folder = try TemporaryDirectory()
    for zone in ["Asia/Tokyo", "America/New_York", "Mars/Olympus"] {
      let made = try CommandLineTests.run(
        "--store", folder.store, "--json", "call", "create_task", "list_id=Inbox",
        "name=In \(zone)", "due_date=2026-11-25T17:00", environment: ["TZ": zone])
      #expect(try JSONValue.parse(made.output)["due_date"] == "2026-11-25T17:00:00+09:00")
    }
    let doctor = try CommandLineTests.run("--store", folder.store, "doctor")
    #expect(doctor.output.contains("Asia/Tokyo: dates without a time are read in it"))
  }
}
