import APICore
import Foundation
import Testing

@testable import LiveBackend

/// Whom the token is given to: a real TLS server, which is not ours (Python's), on this machine.
@Suite(.enabled(if: TLSServer.python != nil, "Python 3 serves TLS here"))
struct CertificateTests {
  private static let answer = "{\"taken\":true}"

  private func send(
    _ method: HTTPMethod, to server: TLSServer, trusting certificate: String?
  ) throws -> Result<HTTPAnswer, HTTPFailure> {
    var environment: [String: String] = [:]
    if let certificate { environment["CURL_CA_BUNDLE"] = try server.file(certificate) }
    let exchange = CurlExchange(environment: environment)
    let request = HTTPRequest(
      method, "https://127.0.0.1:\(server.port)/a", headers: ["Authorization": "pk_1"])
    do throws(HTTPFailure) {
      return .success(
        try exchange.send(request, onFreshConnection: method != .get, within: 20_000))
    } catch { return .failure(error) }
  }

  @Test(arguments: [HTTPMethod.get, .post])
  func whoIsTrustedAndHasTheRightNameIsGivenTheRequest(method: HTTPMethod) throws {
    let server = try TLSServer(TestCertificate.right, answering: Self.answer)
    defer { server.stop() }
    let answer = try send(method, to: server, trusting: TestCertificate.right).get()
    #expect(answer.status == 200)
    #expect(String(decoding: answer.body, as: UTF8.self) == Self.answer)
    #expect(try server.heard().contains("pk_1"))
  }

  @Test(arguments: [HTTPMethod.get, .post])
  func whoIsNotTrustedIsToldNothing(method: HTTPMethod) throws {
    try expectNothingTold(method, TestCertificate.right, trusting: nil)
  }

  @Test(arguments: [HTTPMethod.get, .post])
  func whoIsTrustedUnderAnotherNameIsToldNothing(method: HTTPMethod) throws {
    try expectNothingTold(method, TestCertificate.wrong, trusting: TestCertificate.wrong)
  }

  private func expectNothingTold(
    _ method: HTTPMethod, _ certificate: String, trusting trusted: String?
  ) throws {
    let server = try TLSServer(certificate, answering: Self.answer)
    defer { server.stop() }
    guard case .failure(let failure) = try send(method, to: server, trusting: trusted) else {
      Issue.record("it was answered")
      return
    }
    #expect(failure.kind == .notConnected, "\(failure.message)")
    #expect(failure.message.contains("certificate"), "\(failure.message)")
    #expect(try server.heard().isEmpty)
  }
}

/// Serves one request over TLS in a process of its own, and writes down what it was sent.
private struct TLSServer {
  static let python = ["/usr/bin/python3", "/usr/local/bin/python3", "/opt/homebrew/bin/python3"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// Takes one connection after another until it is ended; a failed greeting is none.
  private static let script = """
    import ssl, socket, sys
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1])
    listening = socket.create_server(("127.0.0.1", 0))
    print(listening.getsockname()[1], flush=True)
    while True:
        raw, _ = listening.accept()
        try:
            with context.wrap_socket(raw, server_side=True) as told:
                text = told.recv(65536)
                with open(sys.argv[2], "ab") as file: file.write(text)
                body = sys.argv[3].encode()
                told.sendall(b"HTTP/1.1 200 OK\\r\\nConnection: close\\r\\nContent-Length: %d\\r\\n\\r\\n%s"
                    % (len(body), body))
        except OSError: pass
    """

  let port: Int
  private let process: Process
  private let folder: URL

  init(_ certificate: String, answering body: String) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "taskledger-tls-\(ProcessInfo.processInfo.globallyUniqueString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    process = Process()
    process.executableURL = URL(filePath: try #require(Self.python))
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    let file = folder.appendingPathComponent("server.pem")
    try Data(certificate.utf8).write(to: file)
    process.arguments = [
      "-c", Self.script, file.path, folder.appendingPathComponent("heard").path, body,
    ]
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    port = try #require(Int(line.trimmingCharacters(in: .whitespacesAndNewlines)))
  }

  func file(_ certificate: String) throws -> String {
    let file = folder.appendingPathComponent("trusted.pem")
    try Data(certificate.utf8).write(to: file)
    return file.path
  }

  func heard() throws -> String {
    let file = folder.appendingPathComponent("heard")
    guard FileManager.default.fileExists(atPath: file.path) else { return "" }
    return String(decoding: try Data(contentsOf: file), as: UTF8.self)
  }

  /// By the signal that cannot be blocked: children inherit what their parent holds back.
  func stop() {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    do { try FileManager.default.removeItem(at: folder) } catch {}
  }
}

/// Signed by themselves, with the keys of nobody: made for these tests with
/// `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500
/// -addext subjectAltName=…`.
private enum TestCertificate {
  /// For 127.0.0.1.
  static let right = """
    -----BEGIN PRIVATE KEY-----
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgRYi3ae4ajOzEi9wn
    WHbt+MfjsKJhduBMScKcbOaJNbChRANCAATwrSy4qspIO9/amie6+JoCFA2kvVLk
    FkPt6UZiDJF2EpUsO2jMUkGCAHX/Jk9XO6hAQhZoWS31l7d/68Q9sOoK
    -----END PRIVATE KEY-----
    -----BEGIN CERTIFICATE-----
    MIIBnDCCAUKgAwIBAgIUXsbH2K9P9B8T2KAoQlKFZRdN1DEwCgYIKoZIzj0EAwIw
    GjEYMBYGA1UEAwwPdGFza2xlZGdlciB0ZXN0MCAXDTI2MTEyOTAwMDgyN1oYDzIx
    MjYxMTA1MDAwODI3WjAaMRgwFgYDVQQDDA90YXNrbGVkZ2VyIHRlc3QwWTATBgcq
    hkjOPQIBBggqhkjOPQMBBwNCAATwrSy4qspIO9/amie6+JoCFA2kvVLkFkPt6UZi
    DJF2EpUsO2jMUkGCAHX/Jk9XO6hAQhZoWS31l7d/68Q9sOoKo2QwYjAdBgNVHQ4E
    FgQUPcoNj/iAp+qzlIfidx/qwwJGh9YwHwYDVR0jBBgwFoAUPcoNj/iAp+qzlIfi
    dx/qwwJGh9YwDwYDVR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqG
    SM49BAMCA0gAMEUCIDn7TxdbxyzMW0CMCzATxsJgD4CDe378ewGiyx5SzV9PAiEA
    vuxzqu5Nxy77VhaQjerYR4Ub1yBjbViom8ZqZOIJPvQ=
    -----END CERTIFICATE-----

    """

  /// For elsewhere.test.
  static let wrong = """
    -----BEGIN PRIVATE KEY-----
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgE4tJKPcAi1WoFYee
    yH9MEbOG3EZs3YtRetx6ha/62fihRANCAATAxlx+8BNxh/aJkyiks/u6DRRP6Ktc
    6Bjm276Std750hcOIP839UR3D5bgqUN8HxTK63Wl2tQvnAQseWkjLYfv
    -----END PRIVATE KEY-----
    -----BEGIN CERTIFICATE-----
    MIIBpzCCAUygAwIBAgIUH1/00+6B56RTARHHLSlyZvm85p0wCgYIKoZIzj0EAwIw
    GjEYMBYGA1UEAwwPdGFza2xlZGdlciB0ZXN0MCAXDTI2MTEyOTAwMDgyN1oYDzIx
    MjYxMTA1MDAwODI3WjAaMRgwFgYDVQQDDA90YXNrbGVkZ2VyIHRlc3QwWTATBgcq
    hkjOPQIBBggqhkjOPQMBBwNCAATAxlx+8BNxh/aJkyiks/u6DRRP6Ktc6Bjm276S
    td750hcOIP839UR3D5bgqUN8HxTK63Wl2tQvnAQseWkjLYfvo24wbDAdBgNVHQ4E
    FgQU6o9RTEU6xmdokTPIb37AD6MPcB4wHwYDVR0jBBgwFoAU6o9RTEU6xmdokTPI
    b37AD6MPcB4wDwYDVR0TAQH/BAUwAwEB/zAZBgNVHREEEjAQgg5lbHNld2hlcmUu
    dGVzdDAKBggqhkjOPQQDAgNJADBGAiEAkb9D4nkHM8xiXTKNd98qPE+74RV/sAq7
    1OjcOx8qMwACIQDLm/NEADsbD8BCuD2tFd0yP5FnC2AIhc65FqM8wPse7A==
    -----END CERTIFICATE-----

    """
}
