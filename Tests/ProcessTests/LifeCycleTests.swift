import Foundation
import JSON
import TestSupport
import Testing

/// How the process begins, ends and stays in between: what hosts do to servers.
@Suite struct LifeCycleTests {
  static let ping = #"{"jsonrpc":"2.0","id":7,"method":"ping"}"#
  static let initialize =
    #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","#
    + #""capabilities":{},"clientInfo":{"name":"test","version":"1"}}}"#

  @Test func startAndListingTouchNoFile() throws {
    let folder = try TemporaryDirectory()
    let server = try ServerProcess(["--store", folder.store])
    #expect(try server.ask(Self.initialize)["result"]?["protocolVersion"] == "2025-11-25")
    let list = try server.ask(#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#)
    #expect(list["result"]?["tools"]?.array?.isEmpty == false)
    #expect(!FileManager.default.fileExists(atPath: folder.store))
    #expect(try server.finish() == 0)
  }

  @Test func toolsListIsTheSameInTwoProcesses() throws {
    let lists = try (0..<2).map { _ in
      let server = try ServerProcess(["--toolsets", "all"])
      try server.send(#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#)
      defer { server.kill() }
      return try server.line()
    }
    #expect(lists[0] != nil && lists[0] == lists[1])
  }

  @Test func endOfInputInTheMiddleOfALineEndsWithStatusZero() throws {
    let server = try ServerProcess()
    try server.send(Self.ping)
    try server.send(bytes: Array(#"{"jsonrpc":"2.0","id":8,"#.utf8))
    try server.closeInput()
    #expect(try server.line() == #"{"id":7,"jsonrpc":"2.0","result":{}}"#)
    let broken = try JSONValue.parse(try #require(try server.line()))
    #expect(broken["error"]?["code"] == -32700 && broken["id"] == nil)
    #expect(try server.line() == nil)
    server.process.waitUntilExit()
    #expect(server.process.terminationStatus == 0)
  }

  /// Hosts close the input, wait 2 seconds, then send signals.
  @Test func endOfInputFinishesWhatIsInFlightWithinTwoSeconds() throws {
    let folder = try TemporaryDirectory()
    let server = try ServerProcess(["--store", folder.store])
    _ = try server.ask(AtMostOnceTests.create(0, id: 0))
    let calls = 1...20
    let clock = ContinuousClock()
    let start = clock.now
    try server.send(
      calls.map { AtMostOnceTests.create($0, id: Int64($0)) }.joined(separator: "\n"))
    try server.closeInput()
    for number in calls {
      let answer = try JSONValue.parse(try #require(try server.line()))
      #expect(answer["id"] == .integer(Int64(number)))
      #expect(answer["result"]?["operation"]?["status"] == "executed")
    }
    #expect(try server.line() == nil)
    server.process.waitUntilExit()
    #expect(clock.now - start < .seconds(2))
    #expect(server.process.terminationStatus == 0)
    #expect(try AtMostOnceTests.tasks(in: folder.store).count == calls.count + 1)
  }

  @Test func aStandardInputThatCannotBeReadIsSaidAndEndsWithStatusOne() throws {
    let folder = try TemporaryDirectory()
    let descriptor = open(folder.url.path, O_RDONLY)
    try #require(descriptor >= 0)
    let process = try Launch.process([])
    // A directory can be opened, and every read of it fails.
    process.standardInput = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    process.standardOutput = FileHandle.nullDevice
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let text = String(
      decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 1)
    #expect(text.hasPrefix("level=error event=input_failed reason=\"standard input cannot be read"))
  }

  @Test func terminationFinishesWhatIsAskedAndEndsWithStatusZero() throws {
    let folder = try TemporaryDirectory()
    let server = try ServerProcess(["--store", folder.store])
    let made = try server.ask(AtMostOnceTests.create(1, id: 1))
    #expect(made["result"]?["id"] != nil)
    server.process.terminate()
    #expect(try server.line() == nil)
    server.process.waitUntilExit()
    #expect(server.process.terminationReason == .exit)
    #expect(server.process.terminationStatus == 0)
  }

  /// Of the tests themselves: a failpoint that is not met must not keep them waiting forever.
  @Test func aServerThatShouldBeGoneSaysWhatItLastWrote() throws {
    let server = try ServerProcess()
    _ = try server.ask(Self.ping)
    #expect {
      _ = try server.waitUntilKilled(withinSeconds: 0)
    } throws: { error in
      "\(error)".hasSuffix(#"it last wrote {"id":7,"jsonrpc":"2.0","result":{}}"#)
    }
    #expect(try server.waitUntilKilled())
  }

  /// Of the tests themselves, too.
  @Test func aServerThatShouldStandStillAndDoesNotIsKilled() throws {
    let server = try ServerProcess()
    _ = try server.ask(Self.ping)
    #expect {
      try server.waitUntilStopped(withinSeconds: 0)
    } throws: { error in
      "\(error)" == "the server did not stop within 0 s"
    }
    #expect(try server.waitUntilKilled())
  }

  @Test func whatIsCancelledInTheSameWriteIsNeitherDoneNorAnswered() throws {
    let folder = try TemporaryDirectory()
    let server = try ServerProcess(["--store", folder.store])
    #expect(try server.ask(Self.ping)["id"] == 7)
    // Less than a pipe takes at once (PIPE_BUF), so the server reads both lines together.
    try server.send(AtMostOnceTests.create(1, id: 1) + "\n" + Say.cancel(1))
    #expect(try server.ask(Self.ping)["id"] == 7)
    #expect(try server.finish() == 0)
    #expect(try AtMostOnceTests.tasks(in: folder.store).isEmpty)
  }

  @Test func aReaderThatGoesAwayEndsItWithoutACrash() throws {
    let server = try ServerProcess()
    _ = try server.ask(Self.ping)
    try server.closeOutput()
    // The answer finds nobody; what comes after may find the process gone already.
    do { for _ in 0..<3 { try server.send(Self.ping) } } catch {}
    server.process.waitUntilExit()
    #expect(server.process.terminationReason == .exit)
    #expect(server.process.terminationStatus == 0)
  }

  @Test func everyAnswerIsWholeWhenNothingIsReadForLong() throws {
    let server = try ServerProcess(["--toolsets", "all"])
    // Far more than a pipe holds in both directions, so that the server blocks while writing.
    let requests = 60
    let writing = Thread {
      for id in 1...requests {
        do { try server.send(#"{"jsonrpc":"2.0","id":\#(id),"method":"tools/list"}"#) } catch {}
      }
    }
    writing.start()
    for id in 1...requests {
      let answer = try JSONValue.parse(try #require(try server.line()))
      #expect(answer["id"] == .integer(Int64(id)))
      #expect(answer["result"]?["tools"]?.array?.isEmpty == false)
    }
    #expect(try server.finish() == 0)
  }

  @Test func oneByteAtATimeIsTheSameConversation() throws {
    let server = try ServerProcess()
    for byte in Array((Self.initialize + "\r\n\n" + Self.ping + "\n").utf8) {
      try server.send(bytes: [byte])
    }
    #expect(try JSONValue.parse(try #require(try server.line()))["id"] == 0)
    #expect(try server.line() == #"{"id":7,"jsonrpc":"2.0","result":{}}"#)
    #expect(try server.finish() == 0)
  }

  @Test func aLineOfFiftyMegabytesIsRefusedAndTheNextOneServed() throws {
    let server = try ServerProcess()
    let writing = Thread {
      do {
        try server.send(bytes: [UInt8](repeating: UInt8(ascii: "x"), count: 50 << 20))
        try server.send("")
        try server.send(Self.ping)
      } catch {}
    }
    writing.start()
    let refused = try JSONValue.parse(try #require(try server.line()))
    #expect(refused["error"]?["message"]?.string?.contains("16") == true)
    #expect(try server.line() == #"{"id":7,"jsonrpc":"2.0","result":{}}"#)
    #expect(try server.finish() == 0)
  }
}
