using Gateway.Policies.Keys;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.RequestPath;

/// <summary>What a test may choose about the gateway it starts.</summary>
internal sealed class GatewaySetup
{
    /// <summary>A settings file; null: none.</summary>
    public string? ConfigFile { get; set; }

    /// <summary>Settings by path; they win over the defaults of <see cref="GatewayUnderTest"/>. Null takes a default away.</summary>
    public Dictionary<string, string?> Settings { get; } = [];

    /// <summary>The clock of the process.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Last word on services.</summary>
    public Action<IServiceCollection>? Services { get; set; }

    /// <summary>The keys it knows; several gateways may share them.</summary>
    public FixedKeys Keys { get; set; } = new();

    /// <summary>Keys come from the settings and the database, as in production, instead of <see cref="Keys"/>.</summary>
    public bool RealKeys { get; set; }

    /// <summary>What the key of <see cref="GatewayUnderTest.Secret"/> may do and spend.</summary>
    public VirtualKey Key { get; set; } = new() { Id = "key_test", Name = "test", Team = "wire" };
}
