import Foundation
import JSON
import Testing

@testable import Benchmark

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct ReportTests {
  private var report: Report {
    var report = Report(machine: "a <machine> & more", binaries: ["new", "old"], tasks: 10)
    for (binary, factor) in [("new", 1.0), ("old", 2.0)] {
      var row = Report.Row(workload: .create, binary: binary)
      row.latency.add([Int(1_000 * factor), Int(3_000 * factor)])
      row.turns = [1_000 * factor, 4_000 * factor, 2_000]
      row.processor = [500 * factor, .nan]
      row.rates = [10 / factor]
      report.rows.append(row)
      var growth = Report.Growth(binary: binary, tasks: 1_000)
      growth.latency[.create] = row.latency
      report.growth.append(growth)
      report.processes.append(Report.Process(binary: binary))
    }
    return report
  }

  @Test func ratiosAreOfTurnsThatWereNextToEachOther() {
    #expect(report.ratio(.create) { $0.turns } == 0.5)
    #expect(report.ratio(.create) { $0.rates } == 2)
    #expect(report.ratio(.ping) { $0.turns } == nil)
  }

  @Test func aFigureThatIsNotThereIsADash() {
    let text = MarkdownReport.text(report)
    #expect(text.contains("| create | new | 1.0 | 3.0 | 3.0 |"))
    #expect(text.contains("| new | – | – | – | – | – |"))
    // Every row of a table has as many cells as its head.
    let widths = text.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("|") }
      .map { $0.count { $0 == "|" } }
    #expect(Set(widths.prefix(4)).count == 1)
  }

  @Test func theJSONHoldsNoNumberThatIsNone() throws {
    let json = try JSONValue.parse(report.json.canonicalString)
    #expect(json["workloads"]?[0]?["processor_ns"] == [500, .null])
    #expect(json["workloads"]?[0]?["latency_ns"]?["p99"] == 3_000)
    #expect(json["growth"]?[1]?["tasks"] == 1_000)
  }

  /// Read by an XML parser, as a browser would.
  @Test func thePlotIsXMLWithALineForEachWorkloadAndBinary() throws {
    final class Reader: NSObject, XMLParserDelegate {
      var elements: [String] = []
      func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
        qualifiedName: String?, attributes: [String: String] = [:]
      ) { elements.append(name) }
    }
    let svg = try #require(LatencyPlot.svg(report))
    let reader = Reader()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = reader
    #expect(parser.parse())
    #expect(reader.elements.count { $0 == "polyline" } == 2)
    #expect(!svg.contains("nan") && !svg.contains("inf"))
  }

  @Test func withoutGrowthThereIsNoPlot() {
    var report = report
    report.growth = []
    #expect(LatencyPlot.svg(report) == nil)
    #expect(!MarkdownReport.text(report).contains("import CPU"))
  }
}
