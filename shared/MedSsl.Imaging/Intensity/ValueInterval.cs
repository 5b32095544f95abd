namespace MedSsl.Imaging.Intensity;

/// <summary>Values that are mapped to 0 and 1.</summary>
/// <param name="Low">Becomes 0, with everything below.</param>
/// <param name="High">Becomes 1, with everything above.</param>
public readonly record struct ValueInterval(double Low, double High);
