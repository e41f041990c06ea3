namespace Gateway.Storage;

/// <summary>The database cannot serve now. Nothing of the attempted change was kept.</summary>
/// <param name="fault">The kind of trouble.</param>
/// <param name="message">For the operator: what is wrong and what to do. Holds no connection string.</param>
/// <param name="inner">What the driver said.</param>
internal sealed class DatabaseUnavailableException(DatabaseFault fault, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>The kind of trouble.</summary>
    public DatabaseFault Fault { get; } = fault;
}
