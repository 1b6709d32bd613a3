import APICore
import LoopbackClickUp
import Testing

@testable import LiveBackend

/// Where libcurl is taken from, and whom it trusts.
struct CurlSetUpTests {
  private func failure(_ libraries: [String]) throws -> HTTPFailure {
    let exchange = CurlExchange(libraries: libraries)
    let recorder = try RecordingServer { _ in .answer(Reply(200, text: "{}")) }
    let failures = try [HTTPMethod.get, .post].map { method in
      try #require(throws: HTTPFailure.self) {
        try exchange.send(
          HTTPRequest(method, recorder.server.origin + "/a"), onFreshConnection: method != .get,
          within: 20_000)
      }
    }
    #expect(recorder.server.connectionCount == 0)
    #expect(failures[0] == failures[1])
    return failures[0]
  }

  @Test func aLibraryThatIsMissingIsSaidAtEachCallWithWhatToInstall() throws {
    let failure = try failure(["libnowhere.so.4", "libnothere.so.4"])
    #expect(failure.kind == .notEquipped)
    for words in ["libnowhere.so.4", "libnothere.so.4", "apt-get install libcurl4", "apk add"] {
      #expect(failure.message.contains(words), "\(failure.message)")
    }
  }

  #if os(Linux)
    @Test func aLibraryThatIsAnotherOneIsNotUsed() throws {
      let failure = try failure(["libsqlite3.so.0"])
      #expect(failure.kind == .notEquipped)
      #expect(failure.message.contains("it has no function `curl_"), "\(failure.message)")
    }
  #endif

  @Test func theFirstThatCanBeOpenedIsUsed() throws {
    let exchange = CurlExchange(libraries: ["libnowhere.so.4"] + CurlHandle.usualLibraries)
    let recorder = try RecordingServer { _ in .answer(Reply(200, text: "{}")) }
    let answer = try exchange.send(
      HTTPRequest(.get, recorder.server.origin + "/a"), onFreshConnection: false, within: 20_000)
    #expect(answer.status == 200)
  }

  @Test func aMachineWithoutItIsNotAReasonToTryAgainAndItsErrorSaysWhatToDo()
    throws
  {
    let bench = try ClientBench(ScriptedExchange(.failure(.notEquipped, "install it")))
    let read = try #require(throws: APIError.self) {
      try bench.client.read(ReadRequest(.getUser))
    }
    let write = try #require(throws: APIError.self) {
      try bench.client.write(WriteRequest(.createTask, path: ["list_id": "1"], body: .json([:])))
    }
    #expect(bench.exchange.sent.count == 2)
    for error in [read, write] {
      #expect(error.message == "install it")
      #expect(error.delivery == .notSent)
    }
  }

  // MARK: - Certificates

  @Test(
    arguments: [
      ([:], nil, nil), (["SSL_CERT_FILE": "/a"], "/a", nil), (["SSL_CERT_DIR": "/b"], nil, "/b"),
      (["SSL_CERT_FILE": "/a", "SSL_CERT_DIR": "/b"], "/a", "/b"),
      (["CURL_CA_BUNDLE": "/c", "SSL_CERT_FILE": "/a", "SSL_CERT_DIR": "/b"], "/c", nil),
      (["CURL_CA_BUNDLE": "", "SSL_CERT_FILE": "", "SSL_CERT_DIR": ""], nil, nil),
    ] as [([String: String], String?, String?)])
  func theEnvironmentNamesCertificatesAsItDoesForCurl(
    environment: [String: String], file: String?, folder: String?
  ) {
    let certificates = Certificates(in: environment)
    #expect(certificates.file == file)
    #expect(certificates.folder == folder)
  }

  @Test func whatLibcurlHasBuiltInHoldsWhereItIsThere() {
    let builtIn = "/usr/lib/ssl/own.pem"
    let usual = Certificates.usualFiles
    func file(_ environment: [String: String], _ builtIn: String?, _ there: [String]) -> String? {
      Certificates(in: environment).completed(builtIn: builtIn, isThere: there.contains).file
    }
    #expect(file([:], builtIn, usual + [builtIn]) == nil)
    #expect(file([:], nil, usual) == nil)
    #expect(file([:], builtIn, usual) == usual[0])
    #expect(file([:], builtIn, [usual[2]]) == usual[2])
    #expect(file([:], builtIn, []) == nil)
    #expect(file(["SSL_CERT_FILE": "/a"], builtIn, usual) == "/a")
    #expect(file(["SSL_CERT_DIR": "/a"], builtIn, usual) == nil)
  }
}
