using Gateway.Policies.Contracts;

namespace Gateway.RequestPath;

/// <summary>The contract table as data of theories.</summary>
public static class Rows
{
    /// <summary>The ids of all rows.</summary>
    public static TheoryData<string> All { get; } = [.. WavesContracts.All.Select(row => row.Id)];

    /// <summary>The ids of all rows that answer HTTP calls.</summary>
    public static TheoryData<string> Calls { get; } = [.. WavesContracts.All.Where(row => row.Transport is Transport.Http).Select(row => row.Id)];

    /// <summary>The ids of all socket rows.</summary>
    public static TheoryData<string> Sockets { get; } = [.. WavesContracts.All.Where(row => row.Transport is Transport.WebSocket).Select(row => row.Id)];
}
