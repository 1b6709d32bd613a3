import Foundation
import JSON
import Testing

/// The ledger of the live service does not go back to the world that it tells of: where its folder
/// is lost or put back, what was sent since was sent all the same. A second memory in another place
/// says so.
@Suite struct LiveMemoryTests {
  enum Loss: CaseIterable { case gone, putBack }

  @Test(arguments: Loss.allCases)
  func aKeyIsNotSentAgainWhereTheWholeFolderIsLost(loss: Loss) throws {
    let live = try LiveProcess()
    defer { live.server.stop() }
    let files = FileManager.default
    func call(_ key: String) throws -> CommandLineTests.Ended {
      try live.run(
        "call", "create_task", "list_id=Inbox", "name=Once", "idempotency_key=\(key)")
    }
    #expect(try call("before-it-0").status == 0)
    let copy = live.folder.url.path + "-copy"
    try files.copyItem(atPath: live.folder.url.path, toPath: copy)
    #expect(try call("the-live-key").status == 0)
    #expect(live.server.effects.count == 2)
    try files.removeItem(atPath: live.folder.url.path)
    switch loss {
    case .gone:
      try files.createDirectory(at: live.folder.url, withIntermediateDirectories: false)
      try files.removeItem(atPath: copy)
    case .putBack: try files.moveItem(atPath: copy, toPath: live.folder.url.path)
    }
    let refused = try call("the-live-key")
    #expect(refused.status == 1 && refused.errors.contains("accept-store"), "\(refused.errors)")
    #expect(live.server.effects.count == 2)
    // What only plans is answered, whatever is lost.
    let plan = try live.run(
      "--json", "call", "create_task", "list_id=Inbox", "name=Other", "dry_run=true")
    #expect(plan.status == 0 && plan.output.contains("would_execute"), "\(plan.errors)")
    #expect(try live.run("doctor").status == 1)
    let workspace = try live.run("--json", "call", "get_workspace")
    #expect(workspace.output.contains("writes are refused since"), "\(workspace)")
    let unknown = try live.run("call", "create_task", "list_id=Nowhere", "name=Other")
    #expect(unknown.errors.contains("not_found"), "\(unknown.errors)")
    #expect(try live.run("ledger", "accept-store").status == 0)
    #expect(try call("the-live-key").status == 0)
    #expect(live.server.effects.count == 3)
  }

  @Test func doctorSaysWhereThereIsNoSecondMemory() throws {
    let live = try LiveProcess()
    defer { live.server.stop() }
    let nowhere = ["XDG_STATE_HOME": "/dev/null"]
    let made = try live.run(
      "call", "create_task", "list_id=Inbox", "name=Once", environment: nowhere)
    #expect(made.status == 0, "\(made.errors)")
    let doctor = try live.run("doctor", environment: nowhere)
    #expect(doctor.status == 0 && doctor.output.contains("note  memory"), "\(doctor.output)")
    #expect(try !live.run("doctor").output.contains("note  memory"))
  }
}
