using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Gateway.Admission;

public sealed class AdmissionOptionsTests
{
    [Fact]
    public void Defaults_AreValid() => Assert.Equal(TimeSpan.FromSeconds(15), Read().SlotLifetime);

    [Fact]
    public void Faults_AreAllNamedByTheirSetting()
    {
        var fault = Assert.Throws<OptionsValidationException>(() => Read(
            ("RenewInterval", "00:00:10"), ("DefaultMaxWait", "00:02:00"), ("MinuteGuard", "00:00:09")));

        Assert.Contains(fault.Failures, f => f.StartsWith("Gateway:Admission:RenewInterval", StringComparison.Ordinal));
        Assert.Contains(fault.Failures, f => f.StartsWith("Gateway:Admission:DefaultMaxWait", StringComparison.Ordinal));
        Assert.Contains(fault.Failures, f => f.Contains("MinuteGuard", StringComparison.Ordinal));
    }

    private static AdmissionOptions Read(params (string Name, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create($"{AdmissionOptions.Section}:{s.Name}", (string?)s.Value)))
            .Build());
        services.AddAdmission();
        return services.BuildServiceProvider().GetRequiredService<IOptions<AdmissionOptions>>().Value;
    }
}
