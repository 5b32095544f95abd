namespace MedSsl.Ingestion.Network.Spool;

/// <summary>An object in the spool: durable, answered with success, not forwarded yet.</summary>
/// <param name="Slot">Its file.</param>
/// <param name="Sequence">Order of arrival.</param>
/// <param name="Length">Bytes of the object as a Part 10 file.</param>
/// <param name="Checksum">CRC-32C of them.</param>
/// <param name="Entry">Who sent what.</param>
internal sealed record SpooledObject(SpoolSlot Slot, long Sequence, long Length, uint Checksum, SpoolEntry Entry);
