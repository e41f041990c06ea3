namespace Gateway.Admission;

/// <summary>
/// Left on a request for the rate limiting middleware: what it asks and where it leads. That middleware runs a timer which
/// nothing ends, so for as long as the process lives it keeps whatever it holds; of a host it holds nothing.
/// </summary>
/// <param name="Gate">Asks the books.</param>
/// <param name="Next">The way of a request that was let through.</param>
internal sealed record AdmissionPath(CapacityGate Gate, RequestDelegate Next);
