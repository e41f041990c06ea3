namespace Waves.Simulator.Voices;

/// <summary>A voice of the catalogue.</summary>
internal sealed record Voice(string Id, bool Pro, string[] Languages, string Accent, string Gender, bool WordTimes)
{
    public string DisplayName => char.ToUpperInvariant(Id[0]) + Id[1..];
}
