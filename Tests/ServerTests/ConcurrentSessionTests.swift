import APICore
import Dispatch
import JSON
import Synchronization
import Testing
import Tools

@testable import Server

/// Calls that take long: who runs beside whom, who waits, and what a cancellation stops.
///
/// Each test orders the threads by gates that the calls stand at; nothing sleeps, and a gate that
/// stays shut for ten seconds is a failure.
@Suite struct ConcurrentSessionTests {
  @Test func readsRunBesideEachOther() throws {
    let scene = Scene()
    scene.send("read_a", "read_b")
    // Either one could not arrive if it had to wait for the other one's end.
    try scene.tools.waitUntilBegun("read_a")
    try scene.tools.waitUntilBegun("read_b")
    scene.tools.open("read_b")
    #expect(scene.nextAnswer() == "read_b")
    scene.tools.open("read_a")
    #expect(scene.nextAnswer() == "read_a")
    scene.finish()
  }

  @Test func writesRunOneAfterAnotherInTheOrderTheyCame() throws {
    let scene = Scene()
    scene.send("write_a", "write_b", "write_c")
    for name in ["write_a", "write_b", "write_c"] {
      try scene.tools.waitUntilBegun(name)
      #expect(scene.tools.running == [name])
      scene.tools.open(name)
      #expect(scene.nextAnswer() == name)
    }
    scene.finish()
  }

  @Test func whatNeedsNoToolIsAnsweredWhileCallsWait() throws {
    let scene = Scene()
    scene.send("read_a", "write_a")
    try scene.tools.waitUntilBegun("write_a")
    scene.take(#"{"jsonrpc":"2.0","id":"p","method":"ping"}"#)
    #expect(scene.nextAnswer() == "p")
    for name in ["read_a", "write_a"] { scene.tools.open(name) }
    scene.finish()
  }

  @Test func aCancelledCallThatWaitsIsNotBegun() throws {
    let scene = Scene()
    scene.send("write_a", "write_b", "write_c")
    try scene.tools.waitUntilBegun("write_a")
    scene.cancel("write_b")
    for name in ["write_a", "write_c"] { scene.tools.open(name) }
    scene.finish()
    #expect(scene.answers() == ["write_a", "write_c"])
    #expect(scene.tools.begun == ["write_a", "write_c"])
  }

  @Test func aCancelledCallThatRunsLearnsOfItAndIsNotAnswered() throws {
    let scene = Scene()
    scene.send("write_a")
    try scene.tools.waitUntilBegun("write_a")
    scene.cancel("write_a")
    scene.tools.open("write_a")
    scene.finish()
    #expect(scene.answers().isEmpty)
    #expect(scene.tools.cancelled == ["write_a"])
  }

  @Test func anIdentifierThatWasAnsweredCanBeUsedAgain() throws {
    let scene = Scene()
    for _ in 1...2 {
      scene.send("read_a")
      scene.tools.open("read_a")
      #expect(scene.nextAnswer() == "read_a")
    }
    scene.cancel("read_a")
    scene.finish()
    #expect(scene.tools.cancelled.isEmpty)
  }

  @Test func theEndOfTheInputLetsEverythingFinish() throws {
    let scene = Scene()
    let names = (1...20).map { "write_\($0)" } + (1...20).map { "read_\($0)" }
    for name in names { scene.tools.open(name) }
    scene.send(names)
    scene.finish()
    #expect(Set(scene.answers()) == Set(names))
  }

  @Test func aRequestToEndLeavesUndoneWhatHasNotBegun() throws {
    let scene = Scene()
    scene.send("write_a", "write_b")
    try scene.tools.waitUntilBegun("write_a")
    scene.tools.openWhenCancelled("write_a")
    scene.finish(cancelling: true)
    #expect(scene.tools.begun == ["write_a"])
    #expect(scene.answers().isEmpty)
  }

  @Test func everyCallKnowsHowLongItsCallerWaits() throws {
    let before = UptimeClock().now()
    let scene = Scene(patience: 7_000)
    scene.tools.open("read_a")
    scene.send("read_a")
    scene.finish()
    let deadline = try #require(scene.tools.deadlines.first)
    #expect(deadline >= before + 7_000 && deadline <= UptimeClock().now() + 7_000)
  }

  @Test func aBatchIsAnsweredTogetherAndCountsAsAWriteWhereOneIsInIt() throws {
    let scene = Scene()
    scene.send("write_a")
    try scene.tools.waitUntilBegun("write_a")
    let (read, write) = (Scene.request("read_b"), Scene.request("write_b"))
    scene.take("[\(read),\(write)]")
    for name in ["read_b", "write_b"] { scene.tools.open(name) }
    #expect(scene.tools.begun == ["write_a"])
    scene.tools.open("write_a")
    scene.finish()
    #expect(scene.tools.begun == ["write_a", "read_b", "write_b"])
  }
}

/// A concurrent session over tools that wait at gates.
private final class Scene: Sendable {
  let tools = GatedTools()
  private let session: ConcurrentSession
  private let written: Written

  private final class Written: Sendable {
    let lines = Mutex<[[UInt8]]>([])
    let count = DispatchSemaphore(value: 0)
  }

  init(patience: Milliseconds = ConcurrentSession.patience) {
    let written = Written()
    let session = Session(
      tools: tools, identity: ServerIdentity(version: "1.0.0"), clock: ManualClock(0),
      hooks: Session.Hooks(beginRequest: { 0 }, send: { _ in }))
    self.session = ConcurrentSession(session, patience: patience) { lines in
      for line in lines {
        written.lines.withLock { $0.append(line) }
        written.count.signal()
      }
    }
    self.written = written
  }

  static func request(_ name: String) -> String {
    #"{"jsonrpc":"2.0","id":"\#(name)","method":"\#(name)"}"#
  }

  func send(_ names: String...) { send(names) }
  func send(_ names: [String]) { take(names.map(Self.request)) }
  func take(_ lines: String...) { take(lines) }

  private func take(_ lines: [String]) {
    session.take(lines.map { .line(Array($0.utf8)) })
  }

  func cancel(_ name: String) {
    take(
      #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"\#(name)"}}"#)
  }

  func finish(cancelling: Bool = false) { session.finish(cancelling: cancelling) }

  /// The identifier of the next line that is written; nil after ten seconds.
  func nextAnswer() -> String? {
    guard written.count.wait(timeout: .now() + 10) == .success else { return nil }
    let line = written.lines.withLock { $0.removeFirst() }
    return Self.identifier(line)
  }

  /// The identifiers of all lines that were written and not asked for.
  func answers() -> [String] { written.lines.withLock { $0 }.compactMap(Self.identifier) }

  private static func identifier(_ line: [UInt8]) -> String? {
    do { return try JSONValue.parse(line)["id"]?.string } catch { return nil }
  }
}

/// Any name is a tool; each call stands at a gate of its name until that is opened.
private final class GatedTools: ToolCalling {
  struct NotBegun: Error { let name: String }

  private struct State {
    var begun: [String] = []
    var running: [String] = []
    var cancelled: [String] = []
    var deadlines: [Milliseconds] = []
    var isWatched: Set<String> = []
    var gates: [String: DispatchSemaphore] = [:]
    var arrivals: [String: DispatchSemaphore] = [:]
  }

  private let state = Mutex(State())

  let definitions: [ToolDefinition] = []
  let names = ["a", "b", "c"].flatMap { ["read_\($0)", "write_\($0)"] }
  var hiddenNames: [String] { (1...20).flatMap { ["read_\($0)", "write_\($0)"] } }

  var begun: [String] { state.withLock { $0.begun } }
  var running: [String] { state.withLock { $0.running } }
  var cancelled: [String] { state.withLock { $0.cancelled } }
  var deadlines: [Milliseconds] { state.withLock { $0.deadlines } }

  func open(_ name: String) { gate(name).signal() }

  /// Opens the gate once the call sees that it is cancelled, as a wait does that looks for it.
  func openWhenCancelled(_ name: String) { _ = state.withLock { $0.isWatched.insert(name) } }

  func waitUntilBegun(_ name: String) throws {
    guard arrival(name).wait(timeout: .now() + 10) == .success else {
      throw NotBegun(name: name)
    }
  }

  func writes(_ name: String) -> Bool { name.hasPrefix("write") }

  func call(_ call: ToolCall) -> Result<ToolOutput, ToolError>? {
    let context = CallContext.current
    state.withLock { state in
      state.begun.append(call.name)
      state.running.append(call.name)
      if let context { state.deadlines.append(context.deadline) }
    }
    arrival(call.name).signal()
    let gate = gate(call.name)
    let end = UptimeClock().now() + 10_000
    while gate.wait(timeout: .now() + .milliseconds(1)) == .timedOut, UptimeClock().now() < end {
      let isWatched = state.withLock { $0.isWatched.contains(call.name) }
      if isWatched, context?.cancellation.isSet == true { break }
    }
    state.withLock { state in
      state.running.removeAll { $0 == call.name }
      if context?.cancellation.isSet == true { state.cancelled.append(call.name) }
    }
    return .success(ToolOutput(structured: [:]))
  }

  func group<Value>(_ body: () -> Value) -> (Value, ToolError?) { (body(), nil) }

  private func gate(_ name: String) -> DispatchSemaphore {
    state.withLock { state in
      let gate = state.gates[name] ?? DispatchSemaphore(value: 0)
      state.gates[name] = gate
      return gate
    }
  }

  private func arrival(_ name: String) -> DispatchSemaphore {
    state.withLock { state in
      let arrival = state.arrivals[name] ?? DispatchSemaphore(value: 0)
      state.arrivals[name] = arrival
      return arrival
    }
  }
}
