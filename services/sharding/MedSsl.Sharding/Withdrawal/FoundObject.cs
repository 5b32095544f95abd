namespace MedSsl.Sharding.Withdrawal;

/// <summary>An object that is of a patient only.</summary>
/// <param name="Kind">What it is, for people.</param>
/// <param name="Key">Its key.</param>
/// <param name="Bytes">Its length in bytes.</param>
public sealed record FoundObject(string Kind, string Key, long Bytes);
