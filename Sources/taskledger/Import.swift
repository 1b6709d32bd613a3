enum Import {
  static func run(_ files: [String], _ options: Options) throws(UsageError) -> Int32 { 2 }
}
