import Foundation
import JSON
import LoopbackClickUp
import Testing

/// What `doctor` says of places that cannot be written, held against what a write meets there.
@Suite struct ReadOnlyPlaceTests {
  /// A store with one write, of either backend.
  private struct Subject {
    let folder: URL
    let live: LiveProcess?
    private let home: TemporaryDirectory

    init(of user: User, isLive: Bool, in folder: URL? = nil) throws {
      live = isLive ? try LiveProcess() : nil
      home = try TemporaryDirectory()
      self.folder = folder ?? home.url.appendingPathComponent("store")
      if folder == nil {
        try FileManager.default.createDirectory(
          at: self.folder, withIntermediateDirectories: false)
      }
      if user == .unprivileged, User.isRoot {
        for path in [home.url.path, self.folder.path] { chown(path, User.nobody, User.nobody) }
      }
      #expect(try run(create(0), as: user).status == 0)
    }

    var store: String { folder.appendingPathComponent("ledger.db").path }

    var state: String { home.url.path + "/state" }

    func create(_ number: Int) -> [String] {
      ["call", "create_task", "list_id=Inbox", "name=Made \(number)"]
    }

    func run(_ words: [String], as user: User) throws -> StreamTests.Ended {
      let backend =
        live.map { ["--backend", "clickup", "--clickup-url", $0.server.address] } ?? []
      return try StreamTests.end(
        of: try user.process(
          backend + ["--store", store] + words,
          environment: ["CLICKUP_TOKEN": ClickUpServer.token, "XDG_STATE_HOME": state]),
        input: "")
    }

    /// The line about the store, and whether all is well.
    func doctor(as user: User) throws -> (isWell: Bool, line: String) {
      let ended = try run(["doctor"], as: user)
      let line = ended.output.split(separator: "\n").first { $0.dropFirst(6).hasPrefix("store") }
      return (ended.status == 0, String(line ?? ""))
    }

    func stop() { live?.server.stop() }
  }

  /// Who runs the program.
  enum User: CaseIterable {
    /// The superuser, for whom the bits of a file say nothing, where the tests run as that.
    case thisUser
    case unprivileged

    private static let tool = "/usr/bin/setpriv"
    /// nobody's, by https://www.freedesktop.org/software/systemd/man/latest/sysusers.d.html.
    static let nobody: uid_t = 65_534
    static var isRoot: Bool { geteuid() == 0 }

    func process(
      _ arguments: [String], environment: [String: String] = [:]
    ) throws -> Process {
      guard self == .unprivileged, Self.isRoot else {
        return try Launch.process(arguments, environment: environment)
      }
      let who = ["--reuid=\(Self.nobody)", "--regid=\(Self.nobody)", "--clear-groups"]
      return try Launch.process(
        who + [try ServerProcess.binary.path] + arguments, environment: environment,
        program: URL(filePath: Self.tool))
    }

    /// Why the program cannot be run as somebody who may not write everywhere; nil where it can.
    static let obstacle: String? = {
      do {
        let ended = try StreamTests.end(
          of: try Self.unprivileged.process(["--version"]), input: "")
        return ended.status == 0 ? nil : ended.errors
      } catch { return "\(error)" }
    }()
  }

  /// What is closed, or gone where nothing new can be made.
  enum Place: CaseIterable {
    case folder, folderWithoutLogs, store, unreadable, lock, noLock, sentinel, noSentinel, lockTable

    func close(_ store: String) throws {
      let folder = (store as NSString).deletingLastPathComponent
      var isFolderClosed = true
      switch self {
      case .folder: break
      case .folderWithoutLogs: for end in ["-wal", "-shm"] { unlink(store + end) }
      case .noLock: unlink(store + "-guard")
      case .noSentinel: unlink(store + "-sentinel")
      case .store, .unreadable, .lock, .sentinel, .lockTable: isFolderClosed = false
      }
      switch self {
      case .store: chmod(store, 0o444)
      case .unreadable: chmod(store, 0)
      case .lock: chmod(store + "-guard", 0o444)
      case .sentinel: chmod(store + "-sentinel", 0o444)
      case .lockTable: chmod(store + "-shm", 0o444)
      default: break
      }
      if isFolderClosed { chmod(folder, 0o555) }
    }

    /// The files are all there, and only new ones cannot be made.
    var canBeWritten: Bool { self == .folder }
  }

  @Test(
    .enabled(if: User.obstacle == nil, "\(User.obstacle ?? "")"), arguments: Place.allCases,
    [false, true])
  func doctorSaysWhetherAWriteIsTaken(place: Place, isLive: Bool) throws {
    for user in User.allCases {
      let subject = try Subject(of: user, isLive: isLive)
      defer { subject.stop() }
      try place.close(subject.store)
      defer { chmod(subject.folder.path, 0o755) }
      let (isWell, line) = try subject.doctor(as: user)
      let made = try subject.run(subject.create(1), as: user)
      #expect(isWell == (made.status == 0), "\(user): \(line), and \(made.errors)")
      #expect(isWell == (place.canBeWritten || user == .thisUser && User.isRoot), "\(line)")
      #expect(line.hasPrefix(isWell ? "ok" : "fail"), "\(line)")
      #expect(isWell || line.contains(subject.store), "\(line)")
    }
  }

  /// There the superuser meets the same as everybody.
  @Test(
    .enabled(if: SmallDisk.obstacle == nil, "\(SmallDisk.obstacle ?? "")"),
    arguments: [false, true])
  func aFileSystemThatIsReadOnly(isLive: Bool) throws {
    let disk = try SmallDisk(megabytes: 4)
    let subject = try Subject(of: .thisUser, isLive: isLive, in: disk.folder)
    defer { subject.stop() }
    try disk.forbidWriting()
    let (isWell, line) = try subject.doctor(as: .thisUser)
    #expect(!isWell && line.hasPrefix("fail"))
    #expect(line.contains("Read-only file system"), "\(line)")
    #expect(try subject.run(subject.create(1), as: .thisUser).status == 1)
  }

  @Test(.enabled(if: User.obstacle == nil, "\(User.obstacle ?? "")"), arguments: [false, true])
  func aPlaceWhereNoStoreCanBeMade(isLive: Bool) throws {
    let subject = try Subject(of: .unprivileged, isLive: isLive)
    defer { subject.stop() }
    for end in ["", "-wal", "-shm", "-guard", "-sentinel"] { unlink(subject.store + end) }
    if isLive { try FileManager.default.removeItem(atPath: subject.state) }
    chmod(subject.folder.path, 0o555)
    defer { chmod(subject.folder.path, 0o755) }
    let (isWell, line) = try subject.doctor(as: .unprivileged)
    #expect(!isWell && line.contains("there is none at \(subject.store), and"), "\(line)")
    #expect(try subject.run(subject.create(1), as: .unprivileged).status == 1)
  }

  /// A server whose store can only be read says so with each answer that its agent plans by, and
  /// writes again when its rights were mended.
  @Test(.enabled(if: User.obstacle == nil, "\(User.obstacle ?? "")"))
  func aServerSaysSoAndGoesOnWhenItIsMended() throws {
    let subject = try Subject(of: .unprivileged, isLive: false)
    try Place.store.close(subject.store)
    let process = try User.unprivileged.process(
      ["--store", subject.store], environment: ["XDG_STATE_HOME": subject.state])
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    var rest = Data()
    func ask(_ tool: String, _ arguments: JSONValue) throws -> JSONValue {
      let request: JSONValue = [
        "jsonrpc": "2.0", "id": 1, "method": .string(tool), "params": arguments,
      ]
      try input.fileHandleForWriting.write(contentsOf: Data((request.canonicalString + "\n").utf8))
      while !rest.contains(UInt8(ascii: "\n")) {
        let more = output.fileHandleForReading.availableData
        try #require(!more.isEmpty)
        rest += more
      }
      let line = rest.prefix { $0 != UInt8(ascii: "\n") }
      rest = Data(rest.dropFirst(line.count + 1))
      return try JSONValue.parse(String(decoding: line, as: UTF8.self))
    }
    let create: JSONValue = ["list_id": "Inbox", "name": "Two", "idempotency_key": "the-second"]
    #expect(try ask("create_task", create)["error"]?["data"]?["code"] == "ledger_unavailable")
    let workspace = try ask("get_workspace", [:])["result"]
    #expect(
      workspace?["notice"]?.string?.contains("writes are refused") == true, "\(workspace ?? .null)")
    // SQLite gave the empty log the mode that the store had.
    for end in ["", "-wal", "-shm"] { chmod(subject.store + end, 0o644) }
    #expect(try ask("create_task", create)["result"]?["operation"]?["status"] == "executed")
    #expect(try ask("get_workspace", [:])["result"]?["notice"] == nil)
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }
}
