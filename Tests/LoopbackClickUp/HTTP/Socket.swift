#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What the system said when a socket could not be had.
public struct SocketError: Error, Sendable, CustomStringConvertible {
  let call: String
  let errno: Int32

  public var description: String { "\(call) failed: \(String(cString: strerror(errno)))" }
}

/// A TCP socket: the calls that the server makes, and nothing else.
///
/// Whoever made one closes it, once.
struct Socket: Sendable {
  let descriptor: Int32

  /// A socket that listens on 127.0.0.1, on a port that the system chose.
  static func listening() throws(SocketError) -> Socket {
    let socket = try made()
    do throws(SocketError) {
      try socket.with(addressOfPort: 0, "bind") { bind(socket.descriptor, $0, $1) }
      // 128 connections wait to be accepted: more than any test opens at once.
      guard listen(socket.descriptor, 128) == 0 else {
        throw SocketError(call: "listen", errno: errno)
      }
    } catch {
      socket.end()
      throw error
    }
    return socket
  }

  /// A connection to 127.0.0.1.
  static func connected(toPort port: Int) throws(SocketError) -> Socket {
    let socket = try made()
    do throws(SocketError) {
      try socket.with(addressOfPort: port, "connect") { connect(socket.descriptor, $0, $1) }
    } catch {
      socket.end()
      throw error
    }
    socket.prepare()
    return socket
  }

  private static func made() throws(SocketError) -> Socket {
    #if canImport(Glibc)
      let kind = Int32(SOCK_STREAM.rawValue)
    #else
      let kind = SOCK_STREAM
    #endif
    let descriptor = socket(AF_INET, kind, 0)
    guard descriptor >= 0 else { throw SocketError(call: "socket", errno: errno) }
    return Socket(descriptor: descriptor)
  }

  private func with(
    addressOfPort port: Int, _ name: String,
    _ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) throws(SocketError) {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    address.sin_addr = in_addr(s_addr: in_addr_t(0x7F00_0001).bigEndian)  // 127.0.0.1
    let code = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        call($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard code == 0 else { throw SocketError(call: name, errno: errno) }
  }

  /// The port that it listens on.
  func port() throws(SocketError) -> Int {
    var address = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getsockname(descriptor, $0, &size)
      }
    }
    guard code == 0 else { throw SocketError(call: "getsockname", errno: errno) }
    return Int(UInt16(bigEndian: address.sin_port))
  }

  /// The next connection; nil where `waker` became readable, or nothing more can be accepted.
  func accepted(unless waker: Int32) -> Socket? {
    var watched = [
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: waker, events: Int16(POLLIN), revents: 0),
    ]
    while true {
      let count = poll(&watched, nfds_t(watched.count), -1)
      if count < 0 && errno == EINTR { continue }
      guard count > 0, watched[1].revents == 0 else { return nil }
      let connection = accept(descriptor, nil, nil)
      if connection >= 0 {
        let socket = Socket(descriptor: connection)
        socket.prepare()
        return socket
      }
      // The client left again before it was accepted.
      guard errno == EINTR || errno == ECONNABORTED else { return nil }
    }
  }

  /// Sends at once what is written, and never lets a broken connection end the process.
  private func prepare() {
    var on: Int32 = 1
    setsockopt(
      descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    #if canImport(Darwin)
      setsockopt(
        descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<Int32>.size))
    #endif
  }

  /// What arrived next; nil where the connection has ended.
  func receive() -> [UInt8]? {
    // 16 KiB hold any request of the tests but the large ones.
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count > 0 { return Array(buffer[..<count]) }
      if count < 0 && errno == EINTR { continue }
      return nil
    }
  }

  /// Whether there is something to receive within that time, or the connection ends.
  func isReadable(withinMilliseconds limit: Int32) -> Bool {
    var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&watched, 1, limit) > 0
  }

  /// Whether everything was handed to the system.
  @discardableResult
  func send(_ bytes: [UInt8]) -> Bool {
    #if canImport(Darwin)
      let flags: Int32 = 0
    #else
      let flags = Int32(MSG_NOSIGNAL)
    #endif
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { rest in
        systemSend(descriptor, rest.baseAddress, rest.count, flags)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  /// Makes a thread that waits for this socket find its end. The socket stays to be closed.
  func interrupt() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  /// The other side finds the end of what was sent; what it still sends arrives.
  func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

  func end() { close(descriptor) }

  /// Ends with a reset: the client's system reports "connection reset by peer".
  func reset() {
    var linger = linger(l_onoff: 1, l_linger: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_LINGER, &linger,
      socklen_t(MemoryLayout.size(ofValue: linger)))
    close(descriptor)
  }
}

/// send(2), which the method of the same name hides.
private func systemSend(
  _ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int, _ flags: Int32
) -> Int {
  send(descriptor, bytes, count, flags)
}
