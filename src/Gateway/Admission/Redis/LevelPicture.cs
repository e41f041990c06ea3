namespace Gateway.Admission.Redis;

/// <summary>What all replicas together had taken of a limit when the books were last seen.</summary>
/// <param name="Level">The level in the books' spelling.</param>
/// <param name="Slots">Slots held.</param>
/// <param name="Sockets">Sockets held.</param>
/// <param name="Requests">Requests that counted in the minute.</param>
internal sealed record LevelPicture(string Level, int Slots, int Sockets, int Requests);
