import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// An HTTP/1.1 server on 127.0.0.1 that does what a test tells it to, down to the socket.
///
/// A thread a connection; requests of one connection are answered one after another.
///
/// Invariant: when `stop` returns, no thread of it runs and no descriptor of it is open.
public final class HTTPServer: Sendable {
  /// On 127.0.0.1.
  public let port: Int
  private let connections: Connections
  private let waker: Waker

  /// Starts it.
  ///
  /// - Parameter react: what becomes of a request; called on the connection's thread, so several
  ///   at a time.
  public init(react: @escaping @Sendable (ReceivedRequest) -> Reaction) throws {
    let listener = try Socket.listening()
    port = try listener.port()
    let waker = try Waker()
    let connections = Connections()
    self.connections = connections
    self.waker = waker
    connections.run {
      while let socket = listener.accepted(unless: waker.readable) {
        connections.serve(socket, react)
      }
      listener.end()
    }
  }

  /// "http://127.0.0.1:<port>"
  public var origin: String { "http://127.0.0.1:\(port)" }

  /// How many connections were made to it so far.
  public var connectionCount: Int { connections.count }

  /// Returns when so many requests hang at once; false where that did not come about.
  public func waitForHanging(_ count: Int = 1) -> Bool { connections.waitForHanging(count) }

  /// Lets everything that hangs go on.
  public func releaseHanging() { connections.releaseHanging() }

  /// Ends all connections, and returns when its threads have ended. Doing it again does nothing.
  public func stop() {
    waker.wake()
    connections.stop()
  }

  deinit {
    stop()
    waker.close()
  }
}

/// A pipe that wakes the thread that waits for connections.
private struct Waker: Sendable {
  let readable: Int32
  private let writable: Int32

  init() throws(SocketError) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw SocketError(call: "pipe", errno: errno) }
    readable = ends[0]
    writable = ends[1]
  }

  func wake() {
    var byte: UInt8 = 0
    _ = write(writable, &byte, 1)
  }

  func close() {
    _ = systemClose(readable)
    _ = systemClose(writable)
  }
}

/// close(2), which the method of the same name hides.
private func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }

/// The open connections of a server, and its threads.
private final class Connections: Sendable {
  private struct State {
    var sockets: [Int: Socket] = [:]
    var hanging: [DispatchSemaphore] = []
    /// Who waits for so many to hang.
    var watchers: [(count: Int, semaphore: DispatchSemaphore)] = []
    var count = 0
    var isStopped = false

    mutating func tellWatchers() {
      for watcher in watchers where watcher.count <= hanging.count { watcher.semaphore.signal() }
      watchers.removeAll { $0.count <= hanging.count }
    }
  }

  /// More than any test opens at once; a client that leaks connections is refused here.
  private static let limit = 256
  /// Reading JSON goes deep, and other systems give a thread only 512 KiB.
  private static let stackBytes = 8 * 1_048_576

  private let state = Mutex(State())
  private let threads = DispatchGroup()

  var count: Int { state.withLock { $0.count } }

  func run(_ body: @escaping @Sendable () -> Void) {
    threads.enter()
    let thread = Thread { [threads] in
      body()
      threads.leave()
    }
    thread.stackSize = Self.stackBytes
    thread.start()
  }

  func serve(_ socket: Socket, _ react: @escaping @Sendable (ReceivedRequest) -> Reaction) {
    let number: Int? = state.withLock { state in
      guard !state.isStopped, state.sockets.count < Self.limit else { return nil }
      state.count += 1
      state.sockets[state.count] = socket
      return state.count
    }
    guard let number else {
      socket.end()
      return
    }
    run { [self] in
      let isReset = converse(on: socket, number, react)
      // Forgotten first: nobody may touch a descriptor that the system can give out anew.
      _ = state.withLock { $0.sockets.removeValue(forKey: number) }
      if isReset { socket.reset() } else { socket.end() }
    }
  }

  /// Answers until the connection is to end; whether by a reset.
  private func converse(
    on socket: Socket, _ number: Int, _ react: (ReceivedRequest) -> Reaction
  ) -> Bool {
    var reader = RequestReader(socket, connection: number)
    while true {
      var reaction: Reaction
      do throws(RequestReader.Ending) {
        let request = try reader.next()
        reaction = react(request)
        if request.header("connection")?.lowercased() == "close",
          case .answer(let reply) = reaction
        {
          reaction = .answerThenClose(reply)
        }
      } catch {
        switch error {
        case .closed: return false
        case .malformed(let what): reaction = .answerThenClose(Reply(400, text: what))
        case .tooLarge: reaction = .answerThenClose(Reply(413, text: "too large"))
        }
      }
      while case .hang(let next) = reaction {
        guard hang() else { return false }
        reaction = next
      }
      switch reaction {
      case .answer(let reply):
        guard socket.send(reply.bytes) else { return false }
      case .answerThenClose(let reply):
        socket.send(reply.bytes)
        return false
      case .bytes(let bytes):
        socket.send(bytes)
        return false
      case .truncated(let reply, let bodyBytes):
        let missing = max(0, reply.body.count - bodyBytes)
        socket.send(Array(reply.bytes.dropLast(missing)))
        return false
      case .endless(let first, let bytes, let milliseconds):
        var goesOn = socket.send(first)
        while goesOn {
          // A client that was answered sends nothing more: what can be read is its end.
          guard !socket.isReadable(withinMilliseconds: milliseconds) else { return false }
          goesOn = socket.send(bytes)
        }
        return false
      case .silence:
        while socket.receive() != nil {}
        return false
      case .close, .hang: return false
      case .reset: return true
      }
    }
  }

  /// Waits to be released; false where the server stops instead.
  private func hang() -> Bool {
    let semaphore = DispatchSemaphore(value: 0)
    let isStopped = state.withLock { state in
      if !state.isStopped { state.hanging.append(semaphore) }
      state.tellWatchers()
      return state.isStopped
    }
    if !isStopped { semaphore.wait() }
    return state.withLock { !$0.isStopped }
  }

  /// Far longer than a request on loopback takes: who waits so long waits for nothing.
  private static let patienceSeconds = 20

  func waitForHanging(_ count: Int) -> Bool {
    let semaphore = DispatchSemaphore(value: 0)
    state.withLock { state in
      state.watchers.append((count, semaphore))
      state.tellWatchers()
    }
    return semaphore.wait(timeout: .now() + .seconds(Self.patienceSeconds)) == .success
  }

  func releaseHanging() {
    let hanging = state.withLock { state in
      defer { state.hanging = [] }
      return state.hanging
    }
    for semaphore in hanging { semaphore.signal() }
  }

  func stop() {
    state.withLock { state in
      state.isStopped = true
      for socket in state.sockets.values { socket.interrupt() }
    }
    releaseHanging()
    threads.wait()
  }
}
