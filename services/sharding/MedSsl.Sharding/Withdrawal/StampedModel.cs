namespace MedSsl.Sharding.Withdrawal;

/// <summary>A version of a model that was trained on a dataset version with images of a withdrawn patient, or that began with the weights of one that was.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Its version.</param>
/// <param name="RunId">Run that made it.</param>
public sealed record StampedModel(string Model, int Version, string RunId);
