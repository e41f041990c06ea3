namespace Gateway.Policies.Keys;

/// <summary>Port to whoever knows the keys: configuration, a database, or both. Thread-safe.</summary>
public interface IVirtualKeyDirectory
{
    /// <summary>The keys now; read without locks or I/O and swapped whole.</summary>
    VirtualKeySnapshot Current { get; }
}
