/// `update_list`: changes what is given of a List and leaves the rest.
enum UpdateList: ChangingTool {
  typealias Place = OnList
  typealias Form = ListLevel
}
