import { type BusinessDate, businessDate } from '../../shared/domain/businessDate.ts';
import {
  mod11CheckCharacter,
  mod31CheckCharacter,
  usccAlphabet,
} from '../../shared/domain/identifiers/checkCharacter.ts';
import type { Seeded } from './seeded.ts';
import { brands, givenOfMen, givenOfWomen, places, streets, surnames, trades } from './words.ts';

export interface InventedPerson {
  readonly name: string;
  readonly idNumber: string;
  readonly phone: string;
  readonly address: string;
}

export interface InventedFirm {
  readonly name: string;
  readonly uscc: string;
  readonly industry: string;
  readonly city: string;
  readonly address: string;
  readonly latitude: number;
  readonly longitude: number;
}

const provinces = ['31', '32', '32', '33', '34', '34', '36', '41', '42', '43', '51', '37'];
const [home] = places;
const placesByShare = places.flatMap((place) => Array.from({ length: place.share }, () => place));

/** Makes up people and firms, each name and number once. */
export class Inventor {
  readonly #seeded: Seeded;
  readonly #taken = new Set<string>();

  constructor(seeded: Seeded) {
    this.#seeded = seeded;
  }

  /** @param known what a story asks for; the rest is made up. */
  person(known: { name?: string; sex?: 'male' | 'female'; bornIn?: number } = {}): InventedPerson {
    const sex = known.sex ?? (this.#seeded.chance(0.55) ? 'male' : 'female');
    return {
      name: known.name ?? this.#once(() => this.#personName(sex)),
      idNumber: this.#once(() => this.#residentId(sex, known.bornIn ?? this.#seeded.whole(1972, 2003))),
      phone: this.phone(),
      address: this.#address(home).text,
    };
  }

  personName(): string {
    return this.#personName(this.#seeded.chance(0.5) ? 'male' : 'female');
  }

  phone(): string {
    return this.#once(() => `13${this.#seeded.digits(9)}`);
  }

  firm(name?: string): InventedFirm {
    const seeded = this.#seeded;
    const place = seeded.pick(placesByShare);
    const trade = seeded.pick(trades);
    const { text, latitude, longitude } = this.#address(place);
    return {
      name:
        name ??
        this.#once(() => {
          const kind = seeded.chance(0.9) ? '有限公司' : seeded.chance(0.6) ? '股份有限公司' : '（集团）有限公司';
          return `${place.city.slice(0, 2)}${seeded.pick(brands)}${trade.name}${kind}`;
        }),
      uscc: this.#once(() => this.#uscc()),
      industry: trade.industry,
      city: place.city,
      address: text,
      latitude,
      longitude,
    };
  }

  #personName(sex: 'male' | 'female'): string {
    const seeded = this.#seeded;
    const given = sex === 'male' ? givenOfMen : givenOfWomen;
    return seeded.pick(surnames) + seeded.pick(given) + (seeded.chance(0.62) ? seeded.pick(given) : '');
  }

  /** A right check character, but a county code that no card carries (0000): the number is nobody's. */
  #residentId(sex: 'male' | 'female', year: number): string {
    const seeded = this.#seeded;
    const birthday: BusinessDate | null = businessDate(year, seeded.whole(1, 12), seeded.whole(1, 28));
    const serial = seeded.whole(1, 499) * 2 + (sex === 'male' ? -1 : 0);
    const digits = `${seeded.pick(provinces)}0000${(birthday ?? '').replaceAll('-', '')}${String(serial).padStart(3, '0')}`;
    return digits + mod11CheckCharacter(digits);
  }

  /** A right check character, but a registration district that does not exist (310099): the code is nobody's. */
  #uscc(): string {
    let code = '91310099MA';
    while (code.length < 17) code += this.#seeded.pick([...usccAlphabet]);
    return code + mod31CheckCharacter(code);
  }

  #address(place: (typeof places)[number]): { text: string; latitude: number; longitude: number } {
    const seeded = this.#seeded;
    const around = (centre: number): number => Math.round((centre + (seeded.next() - 0.5) * 0.3) * 1e5) / 1e5;
    return {
      text: `${place.city}${seeded.pick(place.districts)}${seeded.pick(streets)}${seeded.whole(1, 1999)}号`,
      latitude: around(place.latitude),
      longitude: around(place.longitude),
    };
  }

  #once(make: () => string): string {
    for (let tries = 0; tries < 1000; tries++) {
      const made = make();
      if (this.#taken.has(made)) continue;
      this.#taken.add(made);
      return made;
    }
    throw new Error('everything that could be made up has been');
  }
}
