namespace Waves.Simulator.Faults;

/// <summary>Unwinds a handler whose connection a fault has just ended.</summary>
internal sealed class FaultPlayedException() : Exception("An injected fault ended the exchange.");
