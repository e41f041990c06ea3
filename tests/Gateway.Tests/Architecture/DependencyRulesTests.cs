using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Assembly = System.Reflection.Assembly;

namespace Gateway.Architecture;

/// <summary>Holds the lines of the layout: who may name whom.</summary>
public sealed class DependencyRulesTests
{
    private static readonly Assembly Product = typeof(GatewayHost).Assembly;
    private static readonly Assembly Policies = typeof(Gateway.Policies.Contracts.WavesContract).Assembly;
    private static readonly ArchUnitNET.Domain.Architecture Loaded = new ArchLoader().LoadAssemblies(Product, Policies).Build();

    /// <summary>Stages in the order of a request; a stage never reaches into a later one.</summary>
    private static readonly string[] Stages = ["Gateway.Edge", "Gateway.Routing", "Gateway.Caller", "Gateway.Upstream", "Gateway.Validation", "Gateway.Admission", "Gateway.Forwarding", "Gateway.Relay", "Gateway.Metering"];

    [Fact]
    public void Policies_KnowNoServerProxyRedisOrDatabase()
    {
        var foreign = Policies.GetReferencedAssemblies().Select(a => a.Name!)
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal) && name is not ("System" or "netstandard"));
        Assert.Empty(foreign);
        Assert.DoesNotContain(Policies.GetReferencedAssemblies(), a => a.Name is "System.Data.Common" or "System.Net.Http" or "System.Net.Sockets");
    }

    [Theory]
    [InlineData("Yarp.ReverseProxy", "Gateway.Routing|Gateway.Upstream|Gateway.Forwarding|Gateway.Relay")]
    [InlineData("StackExchange.Redis", "Gateway.Admission|Gateway.Storage")]
    [InlineData("Waves.Simulator", "Gateway.Cli.DemoCommand")]
    [InlineData("Npgsql", "Gateway.Storage")]
    [InlineData("Microsoft.Data.Sqlite", "Gateway.Storage")]
    [InlineData("Polly", "Gateway.Upstream|Gateway.Forwarding|Gateway.Relay|Gateway.Admission|Gateway.Cli.CheckCommand")]
    public void Library_IsNamedOnlyWhereItBelongs(string library, string allowed)
    {
        var places = allowed.Split('|');
        var strangers =
            from type in ProductTypes()
            where !places.Any(place => IsIn(type.FullName, place))
            from dependency in type.Dependencies
            where IsIn(dependency.Target.FullName, library)
            select $"{type.FullName} names {dependency.Target.FullName}";
        Assert.Empty(strangers.Distinct());
    }

    [Fact]
    public void Stage_NeverReachesIntoALaterOne()
    {
        // Features are the typed facts that stages leave on a request; a later stage's may be asked for by an earlier
        // one's error or metric path, so they are no dependency on the stage itself.
        var offenders =
            from type in ProductTypes()
            let stage = StageOf(type.FullName)
            where stage >= 0
            from dependency in type.Dependencies
            let other = StageOf(dependency.Target.FullName)
            where other > stage && !dependency.Target.Name.EndsWith("Feature", StringComparison.Ordinal)
            select $"{type.FullName} reaches into {dependency.Target.FullName}";
        Assert.Empty(offenders.Distinct());
    }

    [Fact]
    public void Rules_AreTestedOnTypesThatExist()
    {
        Assert.True(ProductTypes().Count() > 50);
        Assert.Contains(ProductTypes(), t => t.Dependencies.Any(d => IsIn(d.Target.FullName, "Yarp.ReverseProxy")));
    }

    private static IEnumerable<IType> ProductTypes() =>
        Loaded.Types.Where(t => t.Assembly.Name.StartsWith("gateway,", StringComparison.Ordinal) || t.Assembly.Name == "gateway");

    private static int StageOf(string fullName) => Array.FindIndex(Stages, stage => IsIn(fullName, stage));

    private static bool IsIn(string fullName, string place) =>
        fullName == place
        || fullName.StartsWith(place + ".", StringComparison.Ordinal)
        || fullName.StartsWith(place + "/", StringComparison.Ordinal)
        || fullName.StartsWith(place + "+", StringComparison.Ordinal);
}
