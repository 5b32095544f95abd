using MedSsl.Contracts;

namespace MedSsl.ObjectStorage;

/// <summary>The outcome of a put.</summary>
/// <param name="Object">Describes the offered content (digest, length) at the key.</param>
/// <param name="Created">False when the object was there already and <see cref="PutCondition.IfAbsent"/> left it.</param>
public sealed record PutResult(ObjectRef Object, bool Created);
