import LiveBackend
import Testing
