using MedSsl.Contracts.Documents;

namespace MedSsl.Normalization.Series;

/// <summary>Why an image is set aside.</summary>
/// <param name="Code">One of <see cref="NormalizationFailureReasons"/>.</param>
/// <param name="Reason">What was expected and what was found.</param>
internal sealed record PreparationProblem(string Code, string Reason);
